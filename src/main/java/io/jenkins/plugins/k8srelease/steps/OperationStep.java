package io.jenkins.plugins.k8srelease.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.Operation;
import io.jenkins.plugins.k8srelease.engine.parameter.Parameter;
import java.util.LinkedHashMap;
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

    /** Takes one parameter; null, blank and what is standard anyhow count as left out. */
    protected final void put(String name, @CheckForNull Object value) {
        if (value == null || "".equals(value) || value.equals(parameter(name).standard())) {
            given.remove(name);
        } else {
            given.put(name, value);
        }
    }

    /** What holds for one parameter, in plain form where it was given by Pipeline. */
    @SuppressWarnings("unchecked")
    protected final <T> T get(String name) {
        return (T) given.getOrDefault(name, parameter(name).standard());
    }

    private Parameter parameter(String name) {
        return operation().parameter(name).orElseThrow(() -> new IllegalArgumentException(name));
    }
}
