package io.jenkins.plugins.k8srelease.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Field;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Mapping;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Scalar;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts values in the place of {@code ${NAME}}. This happens in the strings of the parsed tree, so that no value can
 * change the structure of a document.
 *
 * <ul>
 *   <li>A name without a value is an error; {@code $${NAME}} stands for the literal {@code ${NAME}}.
 *   <li>An unquoted YAML scalar that is {@code ${NAME}} and nothing else becomes a number or a boolean when the value
 *       reads like one in JSON, unless only a string is allowed there ({@link StringPlaces}). Everything else stays a
 *       string.
 *   <li>Other uses of {@code $}, such as {@code ${NAME:-default}} or {@code $(NAME)}, are left alone.
 *   <li>The annotation {@code k8s-release.jenkins.io/substitute: "false"} leaves an object as it is.
 * </ul>
 */
final class Substitution {

    static final String ANNOTATION = "k8s-release.jenkins.io/substitute";

    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*+";
    private static final Pattern VALID_NAME = Pattern.compile(NAME);
    private static final Pattern REFERENCE = Pattern.compile("\\$?\\$\\{(" + NAME + ")\\}");

    /** Shell's forms of a reference, which are not read here. */
    private static final Pattern SHELL_FORM = Pattern.compile("\\$\\{(" + NAME + ")[:\\-+=?#%/^,]");

    private static final Pattern JSON_NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]*[1-9])?");

    private final Map<String, String> values;
    private final Problems problems;
    private final long mostCharacters;
    private final Set<String> unused;
    private long characters;

    Substitution(Map<String, String> values, LoadLimits limits, Problems problems) {
        this.values = values;
        this.problems = problems;
        this.mostCharacters = limits.maxTotalBytes();
        this.unused = new TreeSet<>(values.keySet());
        for (String name : values.keySet()) {
            if (!VALID_NAME.matcher(name).matches()) {
                problems.add(
                        Origin.of("values"),
                        "\"" + Visible.text(name) + "\" cannot be the name of a value",
                        "letters, digits and _ only, no digit first");
            }
        }
    }

    /** Names of values that no manifest asked for. */
    Set<String> unused() {
        return unused;
    }

    /** The object with its values in place; the same object when its annotation says so. */
    Located apply(Located object, Origin origin) {
        if (object.at("metadata", "annotations", ANNOTATION) instanceof Scalar wish
                && "false".equals(wish.value().asText())) {
            return object;
        }
        StringPlaces places = StringPlaces.of(object.textAt("apiVersion"), object.textAt("kind"));
        return apply(object, new TreePath(), origin, places);
    }

    private Located apply(Located node, TreePath path, Origin origin, StringPlaces places) {
        if (node instanceof Mapping mapping) {
            Map<String, Field> fields = new LinkedHashMap<>();
            mapping.fields().forEach((name, field) -> {
                if (name.indexOf('$') >= 0) {
                    checkKey(name, origin.atLine(field.keyLine()));
                }
                path.enter(name);
                fields.put(name, new Field(field.keyLine(), apply(field.value(), path, origin, places)));
                path.leave();
            });
            return new Mapping(mapping.line(), fields);
        }
        if (node instanceof Sequence sequence) {
            List<Located> items = new ArrayList<>(sequence.items().size());
            for (Located item : sequence.items()) {
                path.enter(items.size());
                items.add(apply(item, path, origin, places));
                path.leave();
            }
            return new Sequence(sequence.line(), items);
        }
        Scalar scalar = (Scalar) node;
        return scalar.value().isTextual() && scalar.value().textValue().indexOf('$') >= 0
                ? apply(scalar, path, origin.atLine(scalar.line()), places)
                : scalar;
    }

    private Scalar apply(Scalar scalar, TreePath path, Origin origin, StringPlaces places) {
        String text = scalar.value().textValue();
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder result = new StringBuilder();
        boolean substituted = false;
        Set<String> undefined = new TreeSet<>();
        while (matcher.find()) {
            String name = matcher.group(1);
            boolean escaped = matcher.group().startsWith("$$");
            String value = escaped ? "${" + name + "}" : values.get(name);
            if (value == null) {
                undefined.add(name);
                continue;
            }
            characters += value.length();
            if (characters > mostCharacters) {
                problems.add(origin, "the values make the manifests larger than " + Sizes.of(mostCharacters), "");
                return scalar;
            }
            if (!escaped) {
                substituted = true;
                unused.remove(name);
            }
            matcher.appendReplacement(result, Matcher.quoteReplacement(value));
        }
        matcher.appendTail(result);
        for (String name : undefined) {
            problems.add(
                    origin,
                    path + " refers to ${" + Visible.text(name, 80) + "}, which has no value",
                    "give a value for it, or write $${" + Visible.text(name, 80) + "} if the text is meant literally");
        }
        warnOfShellForm(text, path, origin);
        if (!undefined.isEmpty()) {
            return scalar;
        }
        boolean whole = scalar.plain() && substituted && REFERENCE.matcher(text).matches();
        JsonNode node = whole && !places.contains(path.names())
                ? typed(result.toString())
                : TextNode.valueOf(result.toString());
        return new Scalar(scalar.line(), node, false, substituted);
    }

    private static JsonNode typed(String value) {
        if (value.equals("true") || value.equals("false")) {
            return BooleanNode.valueOf(value.equals("true"));
        }
        if (JSON_NUMBER.matcher(value).matches()) {
            JsonNode number = Numbers.decimal(value);
            if (number != null) {
                return number;
            }
        }
        return TextNode.valueOf(value);
    }

    private void warnOfShellForm(String text, TreePath path, Origin origin) {
        Matcher matcher = SHELL_FORM.matcher(text);
        while (matcher.find()) {
            if (values.containsKey(matcher.group(1))) {
                problems.warn(
                        origin,
                        path + " has a shell form of ${" + matcher.group(1)
                                + "}, which is left as it is: only ${NAME} is replaced");
            }
        }
    }

    private void checkKey(String name, Origin origin) {
        if (REFERENCE.matcher(name).find()) {
            problems.add(origin, "a key refers to a value; values are put into values only, never into keys", "");
        }
    }
}
