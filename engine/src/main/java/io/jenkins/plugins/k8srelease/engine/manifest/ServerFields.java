package io.jenkins.plugins.k8srelease.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Takes out what only the server writes. It is there when somebody exported an object with {@code kubectl get -o yaml};
 * applied, it would be refused (uid, resourceVersion), claimed without effect (status) or hide a Secret in an annotation.
 */
final class ServerFields {

    private static final Set<String> METADATA = Set.of(
            "managedFields",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "selfLink");

    private static final Set<String> ANNOTATIONS =
            Set.of("kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision");

    private ServerFields() {}

    /** Changes the object, and names what was taken out; empty fields, which many generators write, go silently. */
    static List<String> drop(ObjectNode object) {
        List<String> dropped = new ArrayList<>();
        drop(object, "status", "status", dropped);
        JsonNode metadata = object.path("metadata");
        for (String name : METADATA) {
            drop(metadata, name, "metadata." + name, dropped);
        }
        for (String name : ANNOTATIONS) {
            drop(metadata.path("annotations"), name, "the annotation " + name, dropped);
        }
        dropped.sort(null);
        return dropped;
    }

    private static void drop(JsonNode parent, String name, String path, List<String> dropped) {
        if (parent instanceof ObjectNode object && object.has(name)) {
            JsonNode old = object.remove(name);
            if (!old.isNull() && !(old.isContainerNode() && old.isEmpty())) {
                dropped.add(path);
            }
        }
    }
}
