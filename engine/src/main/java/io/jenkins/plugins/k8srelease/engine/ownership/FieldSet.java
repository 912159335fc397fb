package io.jenkins.plugins.k8srelease.engine.ownership;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A set of fields in the form FieldsV1, in which the API server keeps who owns what. Keys are {@code f:} with a field's
 * name, {@code k:} with the keys of a list's element, {@code v:} with the value of a set's element, {@code i:} with an
 * index, and {@code .} for the element itself (k8s.io/api, {@code FieldsV1}; structured-merge-diff, fieldpath).
 *
 * @param tree the FieldsV1 document
 */
public record FieldSet(ObjectNode tree) {

    private static final JsonMapper MAPPER = new JsonMapper();

    public static FieldSet empty() {
        return new FieldSet(JsonNodeFactory.instance.objectNode());
    }

    /** The field at a path of plain names. */
    public static FieldSet of(String... path) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        ObjectNode at = tree;
        for (String name : path) {
            at = at.putObject("f:" + name);
        }
        return new FieldSet(tree);
    }

    public boolean isEmpty() {
        return tree.isEmpty();
    }

    /** True when the field at a path of plain names is in the set. */
    public boolean contains(String... path) {
        JsonNode node = tree;
        for (String name : path) {
            node = node.path("f:" + name);
        }
        return !node.isMissingNode();
    }

    public FieldSet union(FieldSet other) {
        ObjectNode merged = tree.deepCopy();
        merge(merged, other.tree);
        return new FieldSet(merged);
    }

    private static void merge(ObjectNode into, ObjectNode from) {
        for (Map.Entry<String, JsonNode> field : from.properties()) {
            JsonNode mine = into.get(field.getKey());
            if (mine == null) {
                into.set(field.getKey(), field.getValue().deepCopy());
            } else if (mine.isEmpty() || field.getValue().isEmpty()) {
                // A leaf owns its whole value, whatever the other set names below it.
                into.set(field.getKey(), JsonNodeFactory.instance.objectNode());
            } else {
                merge((ObjectNode) mine, (ObjectNode) field.getValue());
            }
        }
    }

    /** This set without the field at a path of plain names, and without what is below it. */
    public FieldSet without(String... path) {
        ObjectNode copy = tree.deepCopy();
        ObjectNode at = copy;
        for (int i = 0; i < path.length - 1; i++) {
            if (!(at.get("f:" + path[i]) instanceof ObjectNode next)) {
                return this;
            }
            at = next;
        }
        at.remove("f:" + path[path.length - 1]);
        return new FieldSet(copy);
    }

    /** What is in this set and not in the other: leaves, and elements that are named themselves. */
    public FieldSet minus(FieldSet other) {
        return new FieldSet(minus(tree, other.tree));
    }

    private static ObjectNode minus(ObjectNode from, ObjectNode other) {
        ObjectNode rest = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : from.properties()) {
            JsonNode theirs = other.get(field.getKey());
            if (theirs == null) {
                rest.set(field.getKey(), field.getValue().deepCopy());
            } else if (!field.getValue().isEmpty() && !theirs.isEmpty()) {
                ObjectNode below = minus((ObjectNode) field.getValue(), (ObjectNode) theirs);
                if (!below.isEmpty()) {
                    rest.set(field.getKey(), below);
                }
            }
        }
        return rest;
    }

    /** Takes what this set names out of an object; parents that others still need stay. */
    public void removeFrom(ObjectNode object) {
        remove(tree, object);
    }

    private static void remove(ObjectNode set, ObjectNode value) {
        for (Map.Entry<String, JsonNode> field : set.properties()) {
            if (!field.getKey().startsWith("f:")) {
                continue;
            }
            String name = field.getKey().substring(2);
            ObjectNode below = (ObjectNode) field.getValue();
            JsonNode child = value.get(name);
            if (child == null) {
                continue;
            }
            if (below.isEmpty() || below.has(".") && (child.isObject() || child.isArray()) && isWhole(below, child)) {
                value.remove(name);
            } else if (child instanceof ObjectNode object) {
                remove(below, object);
            } else if (child instanceof ArrayNode array) {
                removeElements(below, array);
            }
        }
    }

    /** Whether a set that names a map or list itself names all that is in it, so that nothing would be left. */
    private static boolean isWhole(ObjectNode set, JsonNode child) {
        JsonNode rest = child.deepCopy();
        ObjectNode below = set.deepCopy();
        below.remove(".");
        if (rest instanceof ObjectNode object) {
            remove(below, object);
        } else if (rest instanceof ArrayNode array) {
            removeElements(below, array);
        }
        return rest.isEmpty();
    }

    private static void removeElements(ObjectNode set, ArrayNode array) {
        for (int i = array.size() - 1; i >= 0; i--) {
            JsonNode element = array.get(i);
            for (Map.Entry<String, JsonNode> entry : set.properties()) {
                if (!names(entry.getKey(), element, i)) {
                    continue;
                }
                ObjectNode below = (ObjectNode) entry.getValue();
                if (below.isEmpty() || below.has(".") || !(element instanceof ObjectNode object)) {
                    array.remove(i);
                } else {
                    remove(below, object);
                }
                break;
            }
        }
    }

    /** The part of an object that this set names, as a configuration for server-side apply. */
    public ObjectNode extract(ObjectNode object) {
        return extractObject(tree, object);
    }

    private static ObjectNode extractObject(ObjectNode set, ObjectNode value) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : set.properties()) {
            if (field.getKey().startsWith("f:")) {
                String name = field.getKey().substring(2);
                JsonNode child = value.get(name);
                if (child != null) {
                    result.set(name, extractValue((ObjectNode) field.getValue(), child));
                }
            }
        }
        return result;
    }

    private static JsonNode extractValue(ObjectNode set, JsonNode value) {
        if (set.isEmpty()) {
            return value.deepCopy();
        }
        if (value instanceof ObjectNode object) {
            return extractObject(set, object);
        }
        if (value instanceof ArrayNode array) {
            return extractList(set, array);
        }
        return value.deepCopy();
    }

    /** Keeps the list's own order, which can carry meaning (containers, environment variables that refer to others). */
    private static ArrayNode extractList(ObjectNode set, ArrayNode array) {
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < array.size(); i++) {
            JsonNode element = array.get(i);
            for (Map.Entry<String, JsonNode> entry : set.properties()) {
                if (names(entry.getKey(), element, i)) {
                    result.add(extractElement(entry.getKey(), (ObjectNode) entry.getValue(), element));
                    break;
                }
            }
        }
        return result;
    }

    private static JsonNode extractElement(String key, ObjectNode set, JsonNode element) {
        if (!key.startsWith("k:") || !(element instanceof ObjectNode object)) {
            return element.deepCopy();
        }
        if (set.isEmpty()) {
            return object.deepCopy();
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> k : parse(key).properties()) {
            if (object.has(k.getKey())) {
                result.set(k.getKey(), object.get(k.getKey()));
            }
        }
        result.setAll(extractObject(set, object));
        return result;
    }

    private static boolean names(String key, JsonNode element, int index) {
        if (key.startsWith("k:")) {
            // A key that the element leaves out has its default, for example protocol TCP of a port.
            return parse(key).properties().stream()
                    .allMatch(k -> !element.has(k.getKey())
                            || element.get(k.getKey())
                                    .asText()
                                    .equals(k.getValue().asText()));
        }
        if (key.startsWith("v:")) {
            return parse(key).equals(element);
        }
        return key.equals("i:" + index);
    }

    private static JsonNode parse(String key) {
        try {
            return MAPPER.readTree(key.substring(2));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a FieldsV1 key: " + key, e);
        }
    }
}
