package io.jenkins.plugins.k8srelease.engine.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Where the built-in workloads keep their pod templates, and what a template refers to. */
public final class PodTemplates {

    private static final Set<String> AT_TEMPLATE =
            Set.of("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job");

    private PodTemplates() {}

    /** The pod template of a workload, missing when the object has none. A bare Pod is its own template. */
    public static JsonNode of(JsonNode object) {
        String kind = object.path("kind").asText();
        if (AT_TEMPLATE.contains(kind)) {
            return object.path("spec").path("template");
        }
        if (kind.equals("CronJob")) {
            return object.at("/spec/jobTemplate/spec/template");
        }
        return kind.equals("Pod") ? object : MissingNode.getInstance();
    }

    /** Image of each container, by {@code Kind/name/container}. */
    public static Map<String, String> images(KubeObject object) {
        Map<String, String> images = new LinkedHashMap<>();
        JsonNode spec = of(object.tree()).path("spec");
        for (String list : new String[] {"initContainers", "containers"}) {
            for (JsonNode container : spec.path(list)) {
                images.put(
                        object.kind() + "/" + object.name() + "/"
                                + container.path("name").asText(),
                        container.path("image").asText());
            }
        }
        return images;
    }

    /** The ConfigMaps and Secrets that a template refers to, as {@code ConfigMap/name} or {@code Secret/name}. */
    public static Set<String> configuration(JsonNode template) {
        Set<String> names = new TreeSet<>();
        collect(template.path("spec"), names);
        return names;
    }

    private static void collect(JsonNode node, Set<String> names) {
        reference(node.path("configMapRef"), "name", "ConfigMap", names);
        reference(node.path("configMapKeyRef"), "name", "ConfigMap", names);
        reference(node.path("configMap"), "name", "ConfigMap", names);
        reference(node.path("secretRef"), "name", "Secret", names);
        reference(node.path("secretKeyRef"), "name", "Secret", names);
        reference(node.path("secret"), "secretName", "Secret", names);
        reference(node.path("secret"), "name", "Secret", names);
        node.forEach(child -> collect(child, names));
    }

    private static void reference(JsonNode node, String field, String kind, Set<String> names) {
        if (node.path(field).isTextual()) {
            names.add(kind + "/" + node.path(field).asText());
        }
    }
}
