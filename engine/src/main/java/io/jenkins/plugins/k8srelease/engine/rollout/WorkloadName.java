package io.jenkins.plugins.k8srelease.engine.rollout;

import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A workload whose pods are replaced gradually, as a person names it.
 *
 * @param kind Deployment, StatefulSet or DaemonSet
 * @param name its name in the application's namespace
 */
public record WorkloadName(GroupKind kind, String name) implements Comparable<WorkloadName> {

    /** The names that kubectl knows. */
    private static final Map<String, GroupKind> KINDS = Map.ofEntries(
            Map.entry("deployment", Kinds.DEPLOYMENT),
            Map.entry("deployments", Kinds.DEPLOYMENT),
            Map.entry("deploy", Kinds.DEPLOYMENT),
            Map.entry("statefulset", Kinds.STATEFUL_SET),
            Map.entry("statefulsets", Kinds.STATEFUL_SET),
            Map.entry("sts", Kinds.STATEFUL_SET),
            Map.entry("daemonset", Kinds.DAEMON_SET),
            Map.entry("daemonsets", Kinds.DAEMON_SET),
            Map.entry("ds", Kinds.DAEMON_SET));

    /** RFC 1123: what Kubernetes accepts as the name of a workload. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?");

    public WorkloadName {
        Objects.requireNonNull(kind, "kind");
        if (!rolls(kind)) {
            throw new IllegalArgumentException(kind + " has no pods that are replaced gradually: a workload is a"
                    + " Deployment, a StatefulSet or a DaemonSet");
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("this is not the name of a workload: write deployment/backend");
        }
    }

    /** Whether the pods of a kind are replaced gradually when its template changes. */
    public static boolean rolls(GroupKind kind) {
        return kind.equals(Kinds.DEPLOYMENT) || kind.equals(Kinds.STATEFUL_SET) || kind.equals(Kinds.DAEMON_SET);
    }

    /**
     * Reads {@code deployment/backend}, {@code sts/db} or {@code daemonset/agent}.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    public static WorkloadName parse(String text) {
        int slash = text.indexOf('/');
        GroupKind kind = slash < 0 ? null : KINDS.get(text.substring(0, slash).toLowerCase(Locale.ROOT));
        if (kind == null) {
            throw new IllegalArgumentException("a workload is written with its kind, for example deployment/backend,"
                    + " statefulset/db or daemonset/agent");
        }
        return new WorkloadName(kind, text.substring(slash + 1));
    }

    public static WorkloadName of(KubeObject object) {
        return new WorkloadName(object.groupKind(), object.name());
    }

    public boolean matches(KubeObject object) {
        return object.groupKind().equals(kind) && object.name().equals(name);
    }

    @Override
    public int compareTo(WorkloadName other) {
        return toString().compareTo(other.toString());
    }

    /** {@code deployment/backend}. */
    @Override
    public String toString() {
        return kind.kind().toLowerCase(Locale.ROOT) + "/" + name;
    }
}
