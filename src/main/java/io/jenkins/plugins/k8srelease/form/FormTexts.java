package io.jenkins.plugins.k8srelease.form;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.util.FormValidation;
import io.jenkins.plugins.k8srelease.engine.parameter.BadArgumentsException;
import io.jenkins.plugins.k8srelease.engine.parameter.FieldCheck;
import io.jenkins.plugins.k8srelease.engine.parameter.Operation;
import io.jenkins.plugins.k8srelease.engine.parameter.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Parameters as the texts of a form: lists have a line for each entry, maps a line {@code name=value}. */
public final class FormTexts {

    private FormTexts() {}

    /**
     * What was filled in; what is blank is left out.
     *
     * @throws BadArgumentsException for a map that is none
     */
    public static Map<String, Object> read(Operation operation, Function<String, String> form) {
        Map<String, Object> given = new LinkedHashMap<>();
        for (Parameter parameter : operation.parameters()) {
            String text = form.apply(parameter.name());
            if (text != null && !text.isBlank()) {
                given.put(parameter.name(), read(parameter, text));
            }
        }
        return given;
    }

    /**
     * Checks one field as it is filled in. Needs no permission: it tells nothing but the rules. What a build puts in later,
     * {@code ${VERSION}}, is not known yet.
     *
     * @param name of the parameter, which the operation may not have
     */
    public static FormValidation check(Operation operation, String name, @CheckForNull String text) {
        Parameter parameter = operation.parameter(name).orElse(null);
        if (parameter == null || text == null || text.isBlank() || text.contains("$")) {
            return FormValidation.ok();
        }
        try {
            FieldCheck.check(operation, name, read(parameter, text));
            return FormValidation.ok();
        } catch (BadArgumentsException e) {
            // Below a field of the step nobody need be told which step it is.
            return FormValidation.error(e.getMessage().replaceAll("(?m)^" + operation.name() + ": ", ""));
        }
    }

    private static Object read(Parameter parameter, String text) {
        return switch (parameter.kind()) {
            case TEXT, CHOICE, DURATION, SHARE -> text.strip();
            case SWITCH -> Boolean.valueOf(text.strip());
            case NUMBER -> text.strip().matches("\\d{1,9}") ? (Object) Integer.valueOf(text.strip()) : text.strip();
            case TEXTS, CHECKS -> lines(text);
            case MAP -> map(parameter, text);
        };
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    }

    private static Map<String, String> map(Parameter parameter, String text) {
        Map<String, String> map = new LinkedHashMap<>();
        List<String> wrong = new ArrayList<>();
        for (String line : lines(text)) {
            int equals = line.indexOf('=');
            if (equals < 1) {
                wrong.add(parameter.name() + ": write name=value on each line");
            } else {
                map.put(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            }
        }
        if (!wrong.isEmpty()) {
            throw new BadArgumentsException(wrong);
        }
        return map;
    }

    /** A value in plain form as the text of its field. */
    public static String write(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(e -> e.getKey() + "=" + e.getValue())
                    .collect(Collectors.joining("\n"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(FormTexts::entry).collect(Collectors.joining("\n"));
        }
        return String.valueOf(value);
    }

    /** A smoke test with more than a target cannot be edited in a form of lines; its target can. */
    private static String entry(Object value) {
        return value instanceof Map<?, ?> check ? String.valueOf(check.get("service")) : String.valueOf(value);
    }

    /** {@code rollbackOnFailure} is {@code Rollback on failure}. */
    public static String title(Parameter parameter) {
        String words = parameter.name().replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
