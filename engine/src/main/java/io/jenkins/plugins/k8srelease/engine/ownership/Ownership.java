package io.jenkins.plugins.k8srelease.engine.ownership;

import java.util.List;

/**
 * How the fields of one object that others own are dealt with when it is applied.
 *
 * @param adopts field managers whose fields become ours before it is applied, since they are how the object was applied
 *     until now; empty for none
 * @param replicas who decides the number of replicas
 */
public record Ownership(List<String> adopts, Replicas replicas) {

    /** Who decides the number of replicas of a workload. */
    public enum Replicas {
        /** The configuration; whoever else has set the number is a conflict like any other. */
        CONFIGURED,
        /** An autoscaler: when it has scaled in the meantime, the number is left to it. */
        AUTOSCALED,
        /** The configuration, from an autoscaler or a person that scaled it before and is not in charge any more. */
        TAKEN_OVER
    }

    /** Everything as the server would do it. */
    public static final Ownership PLAIN = new Ownership(List.of(), Replicas.CONFIGURED);

    public Ownership {
        adopts = adopts == null ? List.of() : List.copyOf(adopts);
        replicas = replicas == null ? Replicas.CONFIGURED : replicas;
    }

    public Ownership adopting(List<String> managers) {
        return new Ownership(managers, replicas);
    }

    public Ownership with(Replicas who) {
        return new Ownership(adopts, who);
    }
}
