package io.jenkins.plugins.k8srelease.engine.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
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

/**
 * Looks at a namespace with another client than the engine's, and compares what is there with what the record says. An
 * empty list of complaints means that the record is true and nothing is left over.
 */
public final class Ledger {

    private final KubernetesClient client;
    private final String namespace;

    private final Set<String> optional;

    public Ledger(KubernetesClient client, String namespace) {
        this(client, namespace, Set.of());
    }

    /**
     * @param optional {@code Kind/name} of objects that may or may not be there
     */
    public Ledger(KubernetesClient client, String namespace, Set<String> optional) {
        this.client = client;
        this.namespace = namespace;
        this.optional = Set.copyOf(optional);
    }

    /** Whether one of the release's objects is there. */
    public boolean has(String kindAndName) {
        return versions().containsKey(kindAndName);
    }

    /** The head, a missing node when there is none. */
    public JsonNode head() {
        Secret secret = client.secrets()
                .inNamespace(namespace)
                .withName("k8s-release.web.head")
                .get();
        try {
            return secret == null
                    ? com.fasterxml.jackson.databind.node.MissingNode.getInstance()
                    : new JsonMapper()
                            .readTree(
                                    Base64.getDecoder().decode(secret.getData().get("head")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The image of the Deployment, empty when it is absent. */
    public String image() {
        Deployment deployment = deployment();
        return deployment == null
                ? ""
                : deployment
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getImage();
    }

    public Deployment deployment() {
        return client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName("web")
                .get();
    }

    /** resourceVersion of each object of the release, by kind and name. */
    public Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        released()
                .forEach(o -> versions.put(
                        o.getKind() + "/" + o.getMetadata().getName(),
                        o.getMetadata().getResourceVersion()));
        return versions;
    }

    /** Everything that does not fit the record. */
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        JsonNode head = head();
        if (head.isMissingNode()) {
            released()
                    .forEach(o -> complaints.add("without any record: " + o.getKind() + " "
                            + o.getMetadata().getName()));
            return complaints;
        }
        if (!head.path("current").isNull()) {
            complaints.add("still claimed: " + head.path("current"));
        }
        leftoverParts(head, complaints);
        boolean live = head.path("live").asInt() > 0;
        Set<String> names = new TreeSet<>();
        released().forEach(o -> names.add(o.getKind() + "/" + o.getMetadata().getName()));
        Set<String> expected =
                live ? Set.of("ConfigMap/web-config", "Secret/web-secret", "Service/web", "Deployment/web") : Set.of();
        names.removeAll(optional);
        if (!names.equals(expected)) {
            complaints.add("the record says live=" + live + ", there is " + names);
        }
        compareLive(head, complaints);
        return complaints;
    }

    private void compareLive(JsonNode head, List<String> complaints) {
        for (JsonNode revision : head.path("revisions")) {
            if (revision.path("revision").asInt() == head.path("live").asInt()) {
                String recorded =
                        revision.path("images").path("Deployment/web/web").asText();
                if (!recorded.equals(image())) {
                    complaints.add("the record says that " + recorded + " is live, it is " + image());
                }
                Integer ready =
                        deployment() == null ? null : deployment().getStatus().getReadyReplicas();
                if (ready == null || ready < 2) {
                    complaints.add("the record says that it is live and healthy, ready pods: " + ready);
                }
            }
        }
    }

    private void leftoverParts(JsonNode head, List<String> complaints) {
        Set<String> known = new TreeSet<>();
        head.path("revisions").forEach(r -> known.add(r.path("revision").asText()));
        head.path("evicting").forEach(r -> known.add(r.asText()));
        for (Secret part : client.secrets()
                .inNamespace(namespace)
                .withLabel("k8s-release.jenkins.io/revision")
                .list()
                .getItems()) {
            String revision = part.getMetadata().getLabels().get("k8s-release.jenkins.io/revision");
            if (!known.contains(revision)) {
                complaints.add("part of a revision that no record names: "
                        + part.getMetadata().getName());
            }
        }
    }

    private List<HasMetadata> released() {
        String label = "applyset.kubernetes.io/part-of";
        List<HasMetadata> all = new ArrayList<>();
        all.addAll(client.configMaps()
                .inNamespace(namespace)
                .withLabel(label)
                .list()
                .getItems());
        all.addAll(
                client.secrets().inNamespace(namespace).withLabel(label).list().getItems());
        all.addAll(
                client.services().inNamespace(namespace).withLabel(label).list().getItems());
        all.addAll(client.apps()
                .deployments()
                .inNamespace(namespace)
                .withLabel(label)
                .list()
                .getItems());
        return all;
    }
}
