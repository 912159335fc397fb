package io.jenkins.plugins.k8srelease.pipeline;

import groovy.lang.GString;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One step as the program called it.
 *
 * @param name for example {@code k8sDeploy}
 * @param arguments positional ones; named ones are a Map in the first place
 */
public record StepCall(String name, List<Object> arguments) implements Serializable {

    /** The named arguments with every GString made a String, as Jenkins does before a step sees it; or none. */
    public Map<String, Object> named() {
        if (arguments.isEmpty() || !(arguments.get(0) instanceof Map<?, ?> map)) {
            return Map.of();
        }
        Map<String, Object> named = new LinkedHashMap<>();
        map.forEach((key, value) -> named.put(String.valueOf(key), plain(value)));
        return named;
    }

    /** The first positional argument, or null. */
    public Object value() {
        return arguments.isEmpty() ? null : plain(arguments.get(0));
    }

    /** A named argument, or the single positional one, as text; null when there is neither. */
    public String text(String argument) {
        Object found = named().isEmpty() ? value() : named().get(argument);
        return found == null ? null : found.toString();
    }

    static Object plain(Object value) {
        if (value instanceof GString text) {
            return text.toString();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((k, v) -> copy.put(plain(k), plain(v)));
            return copy;
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(v -> copy.add(plain(v)));
            return copy;
        }
        return value;
    }
}
