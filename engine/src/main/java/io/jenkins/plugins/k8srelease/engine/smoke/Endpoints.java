package io.jenkins.plugins.k8srelease.engine.smoke;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.health.ClusterView;
import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The pods behind a Service, once its EndpointSlices say the same as the pods themselves. */
public final class Endpoints {

    public static final GroupKind SLICES = new GroupKind("discovery.k8s.io", "EndpointSlice");
    public static final GroupKind SERVICES = new GroupKind("", "Service");
    public static final GroupKind PODS = new GroupKind("", "Pod");

    /**
     * A pod to ask.
     *
     * @param pod its name
     * @param port its port
     */
    public record Target(String pod, int port) {}

    /**
     * The targets, or why there are none yet.
     *
     * @param targets empty while waiting
     * @param waitingFor what is missing, empty when nothing is
     */
    public record Found(List<Target> targets, String waitingFor) {}

    private Endpoints() {}

    public static Found find(SmokeCheck check, String namespace, ClusterView view) {
        Optional<KubeObject> service = view.find(SERVICES, namespace, check.service());
        if (service.isEmpty()) {
            return new Found(List.of(), "Service " + check.service() + " does not exist in namespace " + namespace);
        }
        Optional<JsonNode> port = port(service.get(), check.port());
        if (port.isEmpty()) {
            return new Found(
                    List.of(), "Service " + check.service() + " has no port '" + check.port() + "', or more than one");
        }
        Map<String, Integer> inSlices = readyInSlices(service.get(), port.get(), view);
        Set<String> ready = readyPods(service.get(), view);
        if (ready.isEmpty()) {
            return new Found(List.of(), "Service " + check.service() + " has no ready pod");
        }
        if (!inSlices.keySet().equals(ready)) {
            return new Found(List.of(), "the endpoints of Service " + check.service() + " are still being updated");
        }
        List<Target> targets = new ArrayList<>();
        inSlices.forEach((pod, number) -> targets.add(new Target(pod, number)));
        return new Found(targets, "");
    }

    /** The number of the Service's port that a check means; empty while that cannot be told. */
    public static Optional<Integer> servicePort(SmokeCheck check, String namespace, ClusterView view) {
        return view.find(SERVICES, namespace, check.service())
                .flatMap(service -> port(service, check.port()))
                .map(port -> port.path("port").asInt());
    }

    private static Optional<JsonNode> port(KubeObject service, String wanted) {
        List<JsonNode> ports = new ArrayList<>();
        for (JsonNode port : service.at("spec", "ports")) {
            if (wanted.isEmpty()
                    || port.path("port").asText().equals(wanted)
                    || port.path("name").asText().equals(wanted)) {
                ports.add(port);
            }
        }
        return ports.size() == 1 ? Optional.of(ports.get(0)) : Optional.empty();
    }

    private static Map<String, Integer> readyInSlices(KubeObject service, JsonNode port, ClusterView view) {
        Map<String, Integer> pods = new TreeMap<>();
        for (KubeObject slice : view.list(SLICES, service.namespace())) {
            if (!service.name().equals(slice.labels().get("kubernetes.io/service-name"))) {
                continue;
            }
            int number = -1;
            for (JsonNode p : slice.at("ports")) {
                if (p.path("name").asText().equals(port.path("name").asText())) {
                    number = p.path("port").asInt();
                }
            }
            for (JsonNode endpoint : slice.at("endpoints")) {
                boolean ready = endpoint.path("conditions").path("ready").asBoolean(true);
                if (ready
                        && number > 0
                        && endpoint.path("targetRef").path("kind").asText().equals("Pod")) {
                    pods.put(endpoint.path("targetRef").path("name").asText(), number);
                }
            }
        }
        return pods;
    }

    private static Set<String> readyPods(KubeObject service, ClusterView view) {
        Map<String, String> selector = service.strings("spec", "selector");
        Set<String> names = new TreeSet<>();
        for (KubeObject pod : view.list(PODS, service.namespace())) {
            if (!selector.isEmpty()
                    && pod.labels().entrySet().containsAll(selector.entrySet())
                    && !pod.isBeingDeleted()
                    && pod.condition("Ready").equals("True")) {
                names.add(pod.name());
            }
        }
        return names;
    }
}
