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
