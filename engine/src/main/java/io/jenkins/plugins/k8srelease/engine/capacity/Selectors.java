package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Node selectors and label selectors, as the scheduler evaluates them. */
final class Selectors {

    private Selectors() {}

    /** A node selector: one term must match; within a term every requirement. A term without any matches nothing. */
    static boolean nodeSelector(JsonNode selector, Map<String, String> labels, String nodeName) {
        for (JsonNode term : selector.path("nodeSelectorTerms")) {
            if (term.path("matchExpressions").isEmpty()
                    && term.path("matchFields").isEmpty()) {
                continue;
            }
            if (all(term.path("matchExpressions"), labels)
                    && all(term.path("matchFields"), Map.of("metadata.name", nodeName))) {
                return true;
            }
        }
        return false;
    }

    /** A label selector; an absent one matches nothing, an empty one everything. */
    static boolean labelSelector(JsonNode selector, Map<String, String> labels) {
        if (!selector.isObject()) {
            return false;
        }
        for (var e : selector.path("matchLabels").properties()) {
            if (!e.getValue().asText().equals(labels.get(e.getKey()))) {
                return false;
            }
        }
        return all(selector.path("matchExpressions"), labels);
    }

    private static boolean all(JsonNode requirements, Map<String, String> labels) {
        for (JsonNode r : requirements) {
            if (!matches(r, labels.get(r.path("key").asText()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(JsonNode requirement, String value) {
        JsonNode values = requirement.path("values");
        return switch (requirement.path("operator").asText()) {
            case "In" -> value != null && contains(values, value);
            case "NotIn" -> value == null || !contains(values, value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" -> compare(value, values) > 0;
            case "Lt" -> compare(value, values) < 0;
            default -> false;
        };
    }

    private static boolean contains(JsonNode values, String value) {
        for (JsonNode v : values) {
            if (v.asText().equals(value)) {
                return true;
            }
        }
        return false;
    }

    /** Zero, which matches neither Gt nor Lt, when one of the two is no integer. */
    private static int compare(String value, JsonNode values) {
        try {
            return value == null || values.size() != 1
                    ? 0
                    : Long.compare(
                            Long.parseLong(value), Long.parseLong(values.path(0).asText()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
