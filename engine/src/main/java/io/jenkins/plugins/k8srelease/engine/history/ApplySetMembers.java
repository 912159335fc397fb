package io.jenkins.plugins.k8srelease.engine.history;

import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Where members of the application's set may be found: what the parent of an ApplySet says in its annotations (KEP-3659).
 * It may name more than there is, never less: it is widened before anything is applied, and narrowed only after a prune
 * has found out what is left.
 *
 * @param groupKinds kinds in the form {@code Kind.group}, sorted
 * @param namespaces namespaces besides the application's own, sorted
 */
public record ApplySetMembers(List<String> groupKinds, List<String> namespaces) {

    public ApplySetMembers {
        groupKinds = sorted(groupKinds);
        namespaces = sorted(namespaces);
    }

    public static ApplySetMembers none() {
        return new ApplySetMembers(List.of(), List.of());
    }

    private static List<String> sorted(Collection<String> names) {
        return names == null ? List.of() : List.copyOf(new TreeSet<>(names));
    }

    public ApplySetMembers union(ApplySetMembers other) {
        TreeSet<String> kinds = new TreeSet<>(groupKinds);
        kinds.addAll(other.groupKinds);
        TreeSet<String> spaces = new TreeSet<>(namespaces);
        spaces.addAll(other.namespaces);
        return new ApplySetMembers(List.copyOf(kinds), List.copyOf(spaces));
    }

    /** The kinds as the rest of the engine names them. */
    public List<GroupKind> kinds() {
        return groupKinds.stream().map(ApplySetMembers::parse).toList();
    }

    private static GroupKind parse(String text) {
        int dot = text.indexOf('.');
        return dot < 0 ? new GroupKind("", text) : new GroupKind(text.substring(dot + 1), text.substring(0, dot));
    }
}
