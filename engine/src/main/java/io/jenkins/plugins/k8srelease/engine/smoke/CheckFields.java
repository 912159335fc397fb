package io.jenkins.plugins.k8srelease.engine.smoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.k8srelease.engine.object.Nearest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a check of named fields, wherever they were written. */
final class CheckFields {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Pattern TIME = Pattern.compile("(\\d{1,7})(ms|s|m)");

    /** Sets one field, and throws {@link IllegalArgumentException} for a value that it cannot have. */
    private interface Setter {
        void set(SmokeCheck.Builder builder, JsonNode value);
    }

    private static final Map<String, Setter> FIELDS = new LinkedHashMap<>();

    static {
        FIELDS.put("name", (b, v) -> b.name(text(v)));
        FIELDS.put("service", (b, v) -> b.target(text(v)));
        FIELDS.put("url", (b, v) -> b.url(text(v)));
        FIELDS.put("path", (b, v) -> b.path(text(v)));
        FIELDS.put("via", (b, v) -> b.via(Via.parse(text(v))));
        FIELDS.put("protocol", (b, v) -> b.protocol(Protocol.parse(text(v))));
        FIELDS.put("status", (b, v) -> b.status(number(v)));
        FIELDS.put("body", (b, v) -> b.body(text(v)));
        FIELDS.put("json", CheckFields::json);
        FIELDS.put("within", (b, v) -> b.withinMillis(time(v)));
        FIELDS.put("attempts", (b, v) -> b.attempts(number(v)));
        FIELDS.put("interval", (b, v) -> b.intervalMillis(time(v)));
        FIELDS.put("timeout", (b, v) -> b.timeoutMillis(time(v)));
        FIELDS.put("image", (b, v) -> b.image(text(v)));
    }

    /**
     * Reads the fields.
     *
     * @param problem hears of what is wrong: the field, empty for the whole, and the sentence
     * @return the check, unless its fields do not fit together
     */
    Optional<SmokeCheck> read(Map<String, ?> fields, BiConsumer<String, String> problem) {
        SmokeCheck.Builder builder = SmokeCheck.builder();
        boolean[] wrong = new boolean[1];
        BiConsumer<String, String> tell = (field, message) -> {
            wrong[0] = true;
            problem.accept(field, message);
        };
        // In the order above and not as written: a path after the service wins over the service's own.
        FIELDS.forEach((name, setter) -> {
            Object value = fields.get(name);
            if (value != null) {
                try {
                    setter.set(builder, value instanceof JsonNode node ? node : MAPPER.valueToTree(value));
                } catch (IllegalArgumentException e) {
                    tell.accept(name, name + ": " + e.getMessage());
                }
            }
        });
        for (String name : fields.keySet()) {
            if (!FIELDS.containsKey(name)) {
                tell.accept(
                        name,
                        "'" + name + "' is not a field of a smoke test"
                                + Nearest.of(name, FIELDS.keySet())
                                        .map(n -> "; did you mean " + n + "?")
                                        .orElse("; they are " + String.join(", ", FIELDS.keySet())));
            }
        }
        if (wrong[0]) {
            return Optional.empty();
        }
        try {
            return Optional.of(builder.build());
        } catch (IllegalArgumentException e) {
            problem.accept("", e.getMessage());
            return Optional.empty();
        }
    }

    private static void json(SmokeCheck.Builder builder, JsonNode value) {
        if (value.isObject() && value.size() == 1) {
            Map.Entry<String, JsonNode> only = value.properties().iterator().next();
            builder.json(
                    only.getKey(),
                    only.getValue().isValueNode()
                            ? only.getValue().asText()
                            : only.getValue().toString());
        } else {
            builder.json(text(value));
        }
    }

    private static String text(JsonNode value) {
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw new IllegalArgumentException("this takes a text" + (value.isTextual() ? " that is not empty" : ""));
        }
        return value.textValue();
    }

    private static int number(JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new IllegalArgumentException("this takes a whole number");
        }
        return value.intValue();
    }

    /** {@code 500ms}, {@code 5s}, {@code 1m}. */
    private static long time(JsonNode value) {
        Matcher matcher = TIME.matcher(value.isTextual() ? value.textValue() : "");
        if (!matcher.matches()) {
            throw new IllegalArgumentException("this takes a time with its unit, as 500ms, 5s or 1m");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> number;
            case "s" -> number * 1_000;
            default -> number * 60_000;
        };
    }
}
