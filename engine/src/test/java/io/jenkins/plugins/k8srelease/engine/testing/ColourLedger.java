package io.jenkins.plugins.k8srelease.engine.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares what is in a namespace with what the record says of colours, by another client than the engine's. */
public final class ColourLedger {

    private static final String COPY = "k8s-release.jenkins.io/copy-of";

    private final KubernetesClient client;
    private final String namespace;

    public ColourLedger(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    private JsonNode head() {
        Secret secret = client.secrets()
                .inNamespace(namespace)
                .withName("k8s-release.web.head")
                .get();
        try {
            return new JsonMapper()
                    .readTree(Base64.getDecoder().decode(secret.getData().get("head")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that does not fit; nothing when the record is true and nothing is left over. */
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        JsonNode head = head();
        if (!head.path("current").isNull()) {
            complaints.add("still claimed: " + head.path("current"));
        }
        parts(head, complaints);
        Map<String, Deployment> deployments = new TreeMap<>();
        client.apps().deployments().inNamespace(namespace).list().getItems().stream()
                .filter(d -> d.getMetadata().getDeletionTimestamp() == null)
                .forEach(d -> deployments.put(d.getMetadata().getName(), d));
        Service service =
                client.services().inNamespace(namespace).withName("web").get();
        JsonNode colours = head.path("colours");
        if (colours.isNull() || colours.isMissingNode()) {
            plain(deployments, service, complaints);
        } else {
            coloured(colours, deployments, service, complaints);
        }
        return complaints;
    }

    private void plain(Map<String, Deployment> deployments, Service service, List<String> complaints) {
        if (!deployments.keySet().equals(Set.of("web"))) {
            complaints.add("the record knows no colours, there are " + deployments.keySet());
            return;
        }
        Deployment web = deployments.get("web");
        if (Boolean.TRUE.equals(web.getSpec().getPaused())) {
            complaints.add("Deployment web was left paused");
        }
        ready(web, complaints);
        if (!service.getSpec().getSelector().equals(Map.of("app", "web"))) {
            complaints.add("the Service was left with the selector "
                    + service.getSpec().getSelector());
        }
        if (client.services().inNamespace(namespace).withName("web-preview").get() != null) {
            complaints.add("the preview Service was left");
        }
        copies(Set.of(), complaints);
    }

    private void coloured(
            JsonNode colours, Map<String, Deployment> deployments, Service service, List<String> complaints) {
        Map<String, String> recorded = new TreeMap<>();
        colours.path("active")
                .path("selector")
                .properties()
                .forEach(e -> recorded.put(e.getKey(), e.getValue().asText()));
        if (!recorded.equals(new TreeMap<>(service.getSpec().getSelector()))) {
            complaints.add("the record has the selector " + recorded + ", the Service "
                    + service.getSpec().getSelector());
        }
        Set<String> known = new TreeSet<>();
        Set<String> copies = new TreeSet<>();
        for (String side : List.of("active", "standby")) {
            for (JsonNode member : colours.path(side).path("workloads")) {
                String name = member.path("deployment").asText();
                known.add(name);
                Deployment deployment = deployments.get(name);
                if (deployment == null
                        || !deployment
                                .getMetadata()
                                .getUid()
                                .equals(member.path("uid").asText())) {
                    complaints.add("the record names Deployment " + name + " as " + side + ", which is not there");
                } else {
                    ready(deployment, complaints);
                }
            }
            colours.path(side).path("copies").forEach(c -> copies.add(c.asText()));
        }
        if (!known.equals(deployments.keySet())) {
            complaints.add("the record names " + known + ", there are " + deployments.keySet());
        }
        copies(copies, complaints);
    }

    private static void ready(Deployment deployment, List<String> complaints) {
        Integer ready = deployment.getStatus().getReadyReplicas();
        if (ready == null || ready < 2) {
            complaints.add(deployment.getMetadata().getName() + " has " + ready + " ready pods");
        }
    }

    private void copies(Set<String> known, List<String> complaints) {
        List<HasMetadata> all = new ArrayList<>();
        all.addAll(client.configMaps().inNamespace(namespace).list().getItems());
        all.addAll(client.secrets().inNamespace(namespace).list().getItems());
        for (HasMetadata object : all) {
            Map<String, String> annotations = object.getMetadata().getAnnotations();
            String kind = object instanceof ConfigMap ? "ConfigMap" : "Secret";
            if (annotations != null
                    && annotations.containsKey(COPY)
                    && !known.contains(kind + "/" + object.getMetadata().getName())) {
                complaints.add("a copy of configuration that no record names: "
                        + object.getMetadata().getName());
            }
        }
    }

    private void parts(JsonNode head, List<String> complaints) {
        Set<String> known = new TreeSet<>();
        head.path("revisions").forEach(r -> known.add(r.path("revision").asText()));
        head.path("evicting").forEach(r -> known.add(r.asText()));
        for (Secret part : client.secrets()
                .inNamespace(namespace)
                .withLabel("k8s-release.jenkins.io/revision")
                .list()
                .getItems()) {
            if (!known.contains(part.getMetadata().getLabels().get("k8s-release.jenkins.io/revision"))) {
                complaints.add("part of a revision that no record names: "
                        + part.getMetadata().getName());
            }
        }
    }

    /** What an operation that changes nothing must leave as it is: generation or version of each object. */
    public Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        client.apps()
                .deployments()
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(d -> versions.put(
                        d.getMetadata().getName(),
                        d.getMetadata().getUid() + d.getMetadata().getGeneration()));
        client.services()
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(s -> versions.put(
                        "service " + s.getMetadata().getName(),
                        s.getSpec().getSelector().toString()));
        return versions;
    }
}
