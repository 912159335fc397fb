package io.jenkins.plugins.k8srelease.engine.rollout;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One environment variable that a rolling update sets or removes.
 *
 * @param workload where, null for every workload of the update
 * @param container which container of it, null for all
 * @param name the variable
 * @param value what it is set to, null to remove it
 */
public record EnvChange(WorkloadName workload, String container, String name, String value) {

    /** What Kubernetes accepts without a feature gate (the relaxed rule is all printable ASCII but "="). */
    private static final Pattern NAME = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");

    public EnvChange {
        Objects.requireNonNull(name, "name");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("this is not the name of an environment variable: it has letters,"
                    + " digits, '_', '-' and '.', and does not begin with a digit");
        }
    }

    /** For every container of every workload of the update. */
    public static EnvChange set(String name, String value) {
        return new EnvChange(null, null, name, value);
    }

    /**
     * Reads {@code NAME=value}, {@code NAME-} to remove it, and either with the place in front:
     * {@code deployment/backend:NAME=value} or {@code deployment/backend/container:NAME=value}.
     *
     * @throws IllegalArgumentException with a message for the user, which never holds the value
     */
    public static EnvChange parse(String text) {
        int equals = text.indexOf('=');
        String left = equals < 0 ? text : text.substring(0, equals);
        int colon = left.lastIndexOf(':');
        String place = colon < 0 ? "" : left.substring(0, colon);
        String name = left.substring(colon + 1);
        if (equals < 0) {
            if (!name.endsWith("-")) {
                throw new IllegalArgumentException("an environment variable is written NAME=value, or NAME- to remove"
                        + " it, with deployment/backend: in front for one workload only");
            }
            return at(place, name.substring(0, name.length() - 1), null);
        }
        return at(place, name, text.substring(equals + 1));
    }

    private static EnvChange at(String place, String name, String value) {
        if (place.isEmpty()) {
            return new EnvChange(null, null, name, value);
        }
        int slash = place.indexOf('/', place.indexOf('/') + 1);
        return slash < 0
                ? new EnvChange(WorkloadName.parse(place), null, name, value)
                : new EnvChange(WorkloadName.parse(place.substring(0, slash)), place.substring(slash + 1), name, value);
    }

    /** Without the value, which may be a password. */
    @Override
    public String toString() {
        return (workload == null ? "" : workload + (container == null ? "" : "/" + container) + ":") + name;
    }
}
