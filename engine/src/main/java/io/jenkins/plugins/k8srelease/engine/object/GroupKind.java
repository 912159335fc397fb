package io.jenkins.plugins.k8srelease.engine.object;

/**
 * A kind, whatever the API version.
 *
 * @param group API group, empty for the core group
 * @param kind for example {@code Deployment}
 */
public record GroupKind(String group, String kind) implements Comparable<GroupKind> {

    /** The form that the ApplySet specification (KEP-3659) uses: {@code Kind.group}, or {@code Kind} in the core group. */
    @Override
    public String toString() {
        return group.isEmpty() ? kind : kind + "." + group;
    }

    @Override
    public int compareTo(GroupKind other) {
        return toString().compareTo(other.toString());
    }
}
