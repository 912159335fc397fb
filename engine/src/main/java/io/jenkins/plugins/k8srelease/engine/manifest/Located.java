package io.jenkins.plugins.k8srelease.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** A parsed tree that remembers the line of everything in it. Immutable; an aliased node may occur in several places. */
sealed interface Located {

    /** Line in the file, from 1. */
    int line();

    JsonNode toJson();

    /** What kind of thing this is, for messages; never the value itself. */
    String describe();

    /** The node at a path of field names, or null. */
    default Located at(String... path) {
        Located node = this;
        for (String name : path) {
            if (!(node instanceof Mapping mapping) || !mapping.fields().containsKey(name)) {
                return null;
            }
            node = mapping.fields().get(name).value();
        }
        return node;
    }

    /** The text at a path, or an empty one when there is no string. */
    default String textAt(String... path) {
        return at(path) instanceof Scalar scalar && scalar.value().isTextual()
                ? scalar.value().textValue()
                : "";
    }

    /** True when the node is absent, null or without content. */
    static boolean isEmpty(Located node) {
        return node == null
                || node instanceof Scalar scalar && scalar.value().isNull()
                || node instanceof Mapping mapping && mapping.fields().isEmpty()
                || node instanceof Sequence sequence && sequence.items().isEmpty();
    }

    record Field(int keyLine, Located value) {}

    record Mapping(int line, Map<String, Field> fields) implements Located {

        @Override
        public JsonNode toJson() {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            fields.forEach((name, field) -> node.set(name, field.value().toJson()));
            return node;
        }

        @Override
        public String describe() {
            return "a mapping";
        }
    }

    record Sequence(int line, List<Located> items) implements Located {

        @Override
        public JsonNode toJson() {
            ArrayNode node = JsonNodeFactory.instance.arrayNode(items.size());
            items.forEach(item -> node.add(item.toJson()));
            return node;
        }

        @Override
        public String describe() {
            return "a list";
        }
    }

    /**
     * @param plain true when the scalar was written without quotes in YAML, so that its type followed from its text
     * @param substituted true when a value was put into it
     */
    record Scalar(int line, JsonNode value, boolean plain, boolean substituted) implements Located {

        /** Stands where something was refused and reported, so that the rest can still be checked. */
        static Scalar refused(int line) {
            return new Scalar(line, MissingNode.getInstance(), false, false);
        }

        boolean isRefused() {
            return value.isMissingNode();
        }

        @Override
        public JsonNode toJson() {
            return value;
        }

        @Override
        public String describe() {
            return switch (value.getNodeType()) {
                case STRING -> "a string";
                case NUMBER -> "a number";
                case BOOLEAN -> "true or false";
                default -> "empty";
            };
        }
    }
}
