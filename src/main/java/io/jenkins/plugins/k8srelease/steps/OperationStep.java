package io.jenkins.plugins.k8srelease.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.Operation;
import io.jenkins.plugins.k8srelease.engine.parameter.Parameter;
import io.jenkins.plugins.k8srelease.form.FormTexts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A step whose parameters are those of an {@link Operation}. Setters and getters exist for Jenkins' forms, documentation
 * and generators; what they take is decided by the operation alone, and what is standard is left out.
 */
public abstract class OperationStep extends TargetStep {

    private final Map<String, Object> given = new LinkedHashMap<>();

    /** Which one. */
    protected abstract Operation operation();

    /** What was given, checked. */
    protected final Arguments arguments() {
        return Arguments.of(operation(), given);
    }

    /** Takes what Pipeline gives, in plain form. */
    final void putAll(Map<String, Object> plain) {
        plain.forEach(this::put);
    }

    /** Takes one parameter; null, blank and what is standard anyhow count as left out. */
    protected final void put(String name, @CheckForNull Object value) {
        Object plain = value == null || "".equals(value) ? null : mutable(value);
        if (plain == null || plain.equals(parameter(name).standard())) {
            given.remove(name);
        } else {
            given.put(name, plain);
        }
    }

    /** Takes a list from a form or a generator, where it is a text with a line for each entry. */
    protected final void putLines(String name, @CheckForNull String text) {
        put(name, text == null || text.isBlank() ? null : List.of(text.strip()));
    }

    /** What holds for one parameter. */
    @SuppressWarnings("unchecked")
    protected final <T> T get(String name) {
        return (T) given.getOrDefault(name, parameter(name).standard());
    }

    /** A list as a text with a line for each entry. */
    protected final String lines(String name) {
        return FormTexts.write(get(name));
    }

    /** Jenkins writes forms to disk with a serialisation that refuses the JDK's immutable collections. */
    private static Object mutable(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((key, one) -> copy.put(String.valueOf(key), mutable(one)));
            return copy;
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(one -> copy.add(mutable(one)));
            return copy;
        }
        return value;
    }

    private Parameter parameter(String name) {
        return operation().parameter(name).orElseThrow(() -> new IllegalArgumentException(name));
    }
}
