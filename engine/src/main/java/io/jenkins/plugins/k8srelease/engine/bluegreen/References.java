package io.jenkins.plugins.k8srelease.engine.bluegreen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Leads a pod template's references to ConfigMaps and Secrets elsewhere. */
final class References {

    private References() {}

    /**
     * Renames.
     *
     * @param renamed new names by {@code ConfigMap/name} or {@code Secret/name}
     */
    static void rename(JsonNode podSpec, Map<String, String> renamed) {
        rename(podSpec.path("configMapRef"), "name", "ConfigMap/", renamed);
        rename(podSpec.path("configMapKeyRef"), "name", "ConfigMap/", renamed);
        rename(podSpec.path("configMap"), "name", "ConfigMap/", renamed);
        rename(podSpec.path("secretRef"), "name", "Secret/", renamed);
        rename(podSpec.path("secretKeyRef"), "name", "Secret/", renamed);
        rename(podSpec.path("secret"), "secretName", "Secret/", renamed);
        rename(podSpec.path("secret"), "name", "Secret/", renamed);
        podSpec.forEach(child -> rename(child, renamed));
    }

    private static void rename(JsonNode node, String field, String prefix, Map<String, String> renamed) {
        String name = renamed.get(prefix + node.path(field).asText());
        if (name != null && node instanceof ObjectNode object) {
            object.put(field, name);
        }
    }
}
