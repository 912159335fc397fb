package io.jenkins.plugins.k8srelease.engine.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.Optional;

/** Services and Ingresses. Whether pods are behind a Service is the smoke test's question, not this one's. */
final class NetworkJudges {

    private static final String LEGACY_CLASS = "kubernetes.io/ingress.class";

    private NetworkJudges() {}

    static Verdict service(KubeObject service, Scene scene) {
        String type = service.text("spec", "type");
        if (type.equals("ExternalName")) {
            return Verdict.ready(Reason.READY, "stands for " + service.text("spec", "externalName"));
        }
        String address = service.text("spec", "clusterIP");
        if (address.isEmpty() && !service.at("spec").has("clusterIPs")) {
            return Verdict.progressing(Reason.ADDRESS_PENDING, "no cluster address is assigned yet");
        }
        if (!type.equals("LoadBalancer")) {
            return Verdict.ready(
                    Reason.READY, address.equals("None") ? "headless" : "has the cluster address " + address);
        }
        String external = external(service);
        if (!external.isEmpty()) {
            return Verdict.ready(Reason.READY, "has the external address " + external);
        }
        String trouble = scene.events(service).stream()
                .filter(e -> e.isWarning() && e.reason().contains("LoadBalancer"))
                .findFirst()
                .map(e -> ": " + Texts.line(e.message()))
                .orElse("");
        return Verdict.progressing(Reason.ADDRESS_PENDING, "the load balancer has no address yet" + trouble);
    }

    static Verdict ingress(KubeObject ingress, Scene scene) {
        String external = external(ingress);
        if (!external.isEmpty()) {
            return Verdict.ready(Reason.READY, "has the address " + external);
        }
        if (scene.tolerances().ingressAddress() || hasController(ingress, scene)) {
            return Verdict.progressing(Reason.ADDRESS_PENDING, "no ingress controller has given it an address yet");
        }
        return Verdict.ready(Reason.READY, "accepted; no IngressClass of the cluster is known to give it an address");
    }

    private static boolean hasController(KubeObject ingress, Scene scene) {
        String name = ingress.text("spec", "ingressClassName");
        if (name.isEmpty()) {
            name = ingress.annotations().getOrDefault(LEGACY_CLASS, "");
        }
        if (!name.isEmpty()) {
            return scene.view().find(Kinds.INGRESS_CLASS, "", name).isPresent();
        }
        return scene.view().list(Kinds.INGRESS_CLASS, "").stream()
                .anyMatch(c -> "true".equals(c.annotations().get("ingressclass.kubernetes.io/is-default-class")));
    }

    private static String external(KubeObject object) {
        for (JsonNode entry : object.at("status", "loadBalancer", "ingress")) {
            Optional<String> address = Optional.of(entry.path("ip").asText(""))
                    .filter(ip -> !ip.isEmpty())
                    .or(() -> Optional.of(entry.path("hostname").asText("")).filter(h -> !h.isEmpty()));
            if (address.isPresent()) {
                return address.get();
            }
        }
        return "";
    }
}
