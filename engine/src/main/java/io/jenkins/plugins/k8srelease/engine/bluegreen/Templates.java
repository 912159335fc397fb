package io.jenkins.plugins.k8srelease.engine.bluegreen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.Digests;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;

/** Pod templates of live Deployments. */
public final class Templates {

    private static final List<String> SERVER_METADATA = List.of(
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "managedFields",
            "selfLink",
            "ownerReferences");
    private static final List<String> CONTROLLER_ANNOTATIONS =
            List.of("deployment.kubernetes.io/revision", "kubectl.kubernetes.io/last-applied-configuration");

    private Templates() {}

    /** A digest by which a change of the template is noticed, from whatever watch or request the object comes. */
    public static String digest(KubeObject deployment) {
        JsonNode template = deployment.at("spec", "template").deepCopy();
        if (template.path("metadata") instanceof ObjectNode metadata) {
            // Go's encoder writes it as null, and a client may leave it out.
            metadata.remove("creationTimestamp");
        }
        return Digests.sha256(template);
    }

    /** A live object as a configuration that makes the same once more. */
    static ObjectNode configuration(KubeObject live) {
        ObjectNode config = live.copy();
        config.remove("status");
        ObjectNode metadata = (ObjectNode) config.get("metadata");
        SERVER_METADATA.forEach(metadata::remove);
        if (metadata.path("annotations") instanceof ObjectNode annotations) {
            CONTROLLER_ANNOTATIONS.forEach(annotations::remove);
        }
        if (config.at("/spec/template/metadata") instanceof ObjectNode template) {
            template.remove("creationTimestamp");
        }
        ((ObjectNode) config.get("spec")).remove("paused");
        return config;
    }
}
