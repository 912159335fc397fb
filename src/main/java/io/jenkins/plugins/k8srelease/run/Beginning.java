package io.jenkins.plugins.k8srelease.run;

import io.jenkins.plugins.k8srelease.connection.Connection;
import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseListener;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.release.Gate;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseEngine;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseRun;

/** How a step begins its release. */
public interface Beginning {

    /** For example {@code deploy}. */
    String operation();

    /** Where it goes. */
    Target target();

    /** True for what leaves no record and can simply be done once more after a restart. */
    default boolean isRepeatable() {
        return false;
    }

    /** True when the step tests the other colour itself, before the switch. */
    default boolean isGated() {
        return false;
    }

    /**
     * Reads what is to be released. On a thread that may block; an interrupt means that nobody wants it any more.
     *
     * @throws Exception when it cannot be begun; nothing was changed
     */
    Prepared prepare(Connection connection) throws Exception;

    /**
     * What is ready to begin.
     *
     * @param names the application
     * @param secrets values that must not be shown
     * @param start begins it
     */
    record Prepared(RecordNames names, java.util.Collection<String> secrets, Start start) {}

    /** Begins a release with the engine; returns at once. The gate is null unless the step is gated. */
    @FunctionalInterface
    interface Start {
        ReleaseRun start(ReleaseEngine engine, Cluster cluster, Holder holder, Gate gate, ReleaseListener listener);
    }
}
