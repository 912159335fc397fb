package io.jenkins.plugins.k8srelease.engine.object;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A Kubernetes object of any kind, as the tree that was read or received. Nothing that the API server or a manifest
 * says is lost, as it would be in a typed model that knows only the fields of its own version.
 *
 * <p>Treated as immutable: who wants to change one takes {@link #copy()}.
 */
public final class KubeObject {

    private final ObjectNode tree;

    @JsonCreator
    public KubeObject(ObjectNode tree) {
        this.tree = Objects.requireNonNull(tree, "tree");
    }

    /** The tree itself, not to be changed. */
    @JsonValue
    public ObjectNode tree() {
        return tree;
    }

    /** A deep copy that the caller may change. */
    public ObjectNode copy() {
        return tree.deepCopy();
    }

    /** The node at a path of field names, or a missing node; never null. */
    public JsonNode at(String... path) {
        JsonNode node = tree;
        for (String name : path) {
            node = node.path(name);
            if (node.isMissingNode()) {
                return MissingNode.getInstance();
            }
        }
        return node;
    }

    /** The text at a path, empty when the field is absent or null. */
    public String text(String... path) {
        JsonNode node = at(path);
        return node.isValueNode() && !node.isNull() ? node.asText() : "";
    }

    /** The number at a path, or the default when the field is absent or not a number. */
    public long number(long absent, String... path) {
        return at(path).asLong(absent);
    }

    /** The time at a path, when there is one that can be read. */
    public Optional<Instant> time(String... path) {
        return parseTime(text(path));
    }

    /** Reads an RFC 3339 time as the API server writes it. */
    public static Optional<Instant> parseTime(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    public String apiVersion() {
        return text("apiVersion");
    }

    public String kind() {
        return text("kind");
    }

    public String name() {
        return text("metadata", "name");
    }

    /** Empty for cluster-scoped objects, and for manifests that leave it out. */
    public String namespace() {
        return text("metadata", "namespace");
    }

    public String uid() {
        return text("metadata", "uid");
    }

    public String resourceVersion() {
        return text("metadata", "resourceVersion");
    }

    public long generation() {
        return number(0, "metadata", "generation");
    }

    public boolean isBeingDeleted() {
        return !text("metadata", "deletionTimestamp").isEmpty();
    }

    public Map<String, String> labels() {
        return strings("metadata", "labels");
    }

    public Map<String, String> annotations() {
        return strings("metadata", "annotations");
    }

    /** The map of strings at a path, in its order, empty when absent. */
    public Map<String, String> strings(String... path) {
        Map<String, String> result = new LinkedHashMap<>();
        at(path).properties().forEach(e -> result.put(e.getKey(), e.getValue().asText()));
        return result;
    }

    /** The status of a condition ({@code True}, {@code False} or {@code Unknown}), empty when it is not set. */
    public String condition(String type) {
        for (JsonNode condition : at("status", "conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText();
            }
        }
        return "";
    }

    /** The UID of the controller that owns this object, empty when there is none. */
    public String controllerUid() {
        for (JsonNode owner : at("metadata", "ownerReferences")) {
            if (owner.path("controller").asBoolean()) {
                return owner.path("uid").asText();
            }
        }
        return "";
    }

    public ObjectRef ref() {
        return new ObjectRef(apiVersion(), kind(), namespace(), name());
    }

    public GroupKind groupKind() {
        return ref().groupKind();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KubeObject that && tree.equals(that.tree);
    }

    @Override
    public int hashCode() {
        return tree.hashCode();
    }

    /** The identity only: the content may be a Secret's. */
    @Override
    public String toString() {
        return ref().toString();
    }
}
