package io.jenkins.plugins.k8srelease.engine.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.function.UnaryOperator;

/** The texts of a document, wherever they stand in it. */
public final class Texts {

    private Texts() {}

    /** Changes every text of a document in place, for example to hide what must not be shown; names stay. */
    public static ObjectNode in(ObjectNode document, UnaryOperator<String> change) {
        change(document, change);
        return document;
    }

    private static void change(JsonNode node, UnaryOperator<String> change) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(e -> e.setValue(changed(e.getValue(), change)));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, changed(array.get(i), change));
            }
        }
    }

    private static JsonNode changed(JsonNode value, UnaryOperator<String> change) {
        if (value.isTextual()) {
            return TextNode.valueOf(change.apply(value.asText()));
        }
        change(value, change);
        return value;
    }
}
