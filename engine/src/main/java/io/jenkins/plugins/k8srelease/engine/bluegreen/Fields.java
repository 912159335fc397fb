package io.jenkins.plugins.k8srelease.engine.bluegreen;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads and writes single fields by their JSON pointers (RFC 6901); an absent field reads as null. */
final class Fields {

    private Fields() {}

    static JsonNode read(JsonNode tree, String pointer) {
        JsonNode found = tree.at(pointer);
        return found.isMissingNode() ? NullNode.getInstance() : found;
    }

    /** Sets a field, making what is above it; a null takes it away. */
    static void write(ObjectNode tree, String pointer, JsonNode value) {
        JsonPointer path = JsonPointer.compile(pointer);
        String name = path.last().getMatchingProperty();
        if (value.isNull()) {
            if (tree.at(path.head()) instanceof ObjectNode parent) {
                parent.remove(name);
            }
            return;
        }
        ObjectNode parent = path.head().matches() ? tree : tree.withObject(path.head());
        parent.set(name, value.deepCopy());
    }
}
