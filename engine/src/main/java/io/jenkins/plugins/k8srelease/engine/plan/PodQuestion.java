package io.jenkins.plugins.k8srelease.engine.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.apply.ConfigDigests;
import io.jenkins.plugins.k8srelease.engine.apply.PodTemplates;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One Pod that stands for the pods of several workloads.
 *
 * @param pod what the server is asked about
 * @param withoutAccount true when the pods' own ServiceAccount is made by the release and is not there yet, so that the
 *     question is asked for the namespace's default one
 * @param workloads whose pods it stands for
 */
record PodQuestion(ObjectNode pod, boolean withoutAccount, List<Prepared> workloads) {

    /** A name that differs from workload to workload and that the set itself gives. */
    private static final String OWN_NAME = "\u0000own";

    /**
     * One question for all templates that are the same but for the names of the workload and of what else the set brings:
     * nobody refuses a pod for these. Images, commands, resources, security contexts and whatever else there is make a
     * question of their own.
     *
     * @param set everything that is released, from which the names come
     * @param coming ServiceAccounts of the set that do not exist yet, as {@code namespace/name}
     */
    static List<PodQuestion> of(List<Prepared> workloads, List<Prepared> set, Set<String> coming) {
        Set<String> names = new HashSet<>();
        set.forEach(p -> names.add(p.name()));
        Map<JsonNode, PodQuestion> questions = new LinkedHashMap<>();
        for (Prepared p : workloads) {
            ObjectNode pod = pod(p);
            boolean withoutAccount = coming.contains(
                    p.namespace() + "/" + pod.at("/spec/serviceAccountName").asText());
            if (withoutAccount) {
                ((ObjectNode) pod.get("spec")).remove(List.of("serviceAccountName", "serviceAccount"));
            }
            questions
                    .computeIfAbsent(
                            normalised(pod, names), key -> new PodQuestion(pod, withoutAccount, new ArrayList<>()))
                    .workloads()
                    .add(p);
        }
        return List.copyOf(questions.values());
    }

    private static ObjectNode pod(Prepared p) {
        JsonNode template = PodTemplates.of(p.config());
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = pod.putObject("metadata");
        metadata.put("generateName", "k8s-release-probe-").put("namespace", p.namespace());
        for (String field : List.of("labels", "annotations")) {
            if (template.path("metadata").has(field)) {
                metadata.set(field, template.path("metadata").path(field).deepCopy());
            }
        }
        pod.set("spec", template.path("spec").deepCopy());
        return pod;
    }

    private static JsonNode normalised(ObjectNode pod, Set<String> names) {
        ObjectNode copy = pod.deepCopy();
        JsonNode annotations = copy.at("/metadata/annotations");
        if (annotations instanceof ObjectNode known
                && known.remove(ConfigDigests.ANNOTATION) != null
                && known.isEmpty()) {
            ((ObjectNode) copy.get("metadata")).remove("annotations");
        }
        replace(copy.get("metadata").path("labels"), names);
        replace(copy.get("metadata").path("annotations"), names);
        replace(copy.get("spec"), names);
        return copy;
    }

    /** Of an account that is not the set's own the name counts: whether it exists is part of the question. */
    private static void replace(JsonNode node, Set<String> names) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(e -> {
                boolean counts = e.getKey().equals("image")
                        || e.getKey().startsWith("serviceAccount")
                        || e.getKey().endsWith("ClassName");
                if (!counts
                        && e.getValue().isTextual()
                        && names.contains(e.getValue().asText())) {
                    e.setValue(JsonNodeFactory.instance.textNode(OWN_NAME));
                } else {
                    replace(e.getValue(), names);
                }
            });
        } else if (node instanceof ArrayNode array) {
            array.forEach(item -> replace(item, names));
        }
    }
}
