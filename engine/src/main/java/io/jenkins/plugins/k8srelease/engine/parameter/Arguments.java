package io.jenkins.plugins.k8srelease.engine.parameter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was given to a step, checked: only known names, each with a value that it takes. Values are in plain form (text,
 * Boolean, Integer, Double, lists and maps of texts), whatever Groovy had.
 */
public final class Arguments {

    private final Operation operation;
    private final Map<String, Object> given;

    private Arguments(Operation operation, Map<String, Object> given) {
        this.operation = operation;
        this.given = Collections.unmodifiableMap(given);
    }

    /**
     * Checks arguments. A null counts as left out, as an unset build parameter does.
     *
     * @throws BadArgumentsException with everything that is wrong
     */
    public static Arguments of(Operation operation, Map<String, ?> arguments) {
        List<String> problems = new ArrayList<>();
        Map<String, Object> plain = new LinkedHashMap<>();
        for (Map.Entry<String, ?> entry : arguments.entrySet()) {
            Parameter parameter = operation.parameter(entry.getKey()).orElse(null);
            if (parameter == null) {
                problems.add(operation.unknown(entry.getKey()));
            } else if (entry.getValue() != null) {
                try {
                    plain.put(parameter.name(), Values.plain(parameter, entry.getValue()));
                } catch (IllegalArgumentException e) {
                    problems.add(operation.name() + ": " + e.getMessage());
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new BadArgumentsException(problems);
        }
        return new Arguments(operation, plain);
    }

    public Operation operation() {
        return operation;
    }

    /** What was given, in plain form, without what was left out. */
    public Map<String, Object> given() {
        return given;
    }

    public boolean has(String name) {
        return given.containsKey(name);
    }

    /** A text, empty when none was given and there is no standard one. */
    public String text(String name) {
        return (String) value(name);
    }

    public boolean flag(String name) {
        return (Boolean) value(name);
    }

    public int number(String name) {
        return (Integer) value(name);
    }

    public Duration duration(String name) {
        return Values.duration(text(name));
    }

    /** From 0 to 1. */
    public double share(String name) {
        return Values.share(text(name));
    }

    @SuppressWarnings("unchecked")
    public List<String> texts(String name) {
        return (List<String>) value(name);
    }

    @SuppressWarnings("unchecked")
    public Map<String, String> map(String name) {
        return (Map<String, String>) value(name);
    }

    /** The arguments of each smoke test. */
    @SuppressWarnings("unchecked")
    public List<Arguments> checks(String name) {
        return ((List<Map<String, Object>>) value(name))
                .stream().map(c -> of(Operations.CHECK, c)).toList();
    }

    private Object value(String name) {
        Object value = given.get(name);
        return value != null
                ? value
                : operation
                        .parameter(name)
                        .orElseThrow(() -> new IllegalStateException(operation.unknown(name)))
                        .standard();
    }

    /** The names only: a value may be a password. */
    @Override
    public String toString() {
        return operation.name() + given.keySet();
    }
}
