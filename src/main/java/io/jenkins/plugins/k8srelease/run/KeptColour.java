package io.jenkins.plugins.k8srelease.run;

import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import java.util.Objects;

/**
 * An application whose other colour a blue-green release may have kept. How long is on record in the cluster. Stored as XML:
 * fields may be added, and keep their names.
 */
final class KeptColour {

    private final String run;
    private final String cluster;
    private final String namespace;
    private final String app;

    KeptColour(String run, String cluster, RecordNames names) {
        this.run = run;
        this.cluster = cluster;
        this.namespace = names.namespace();
        this.app = names.app();
    }

    /** The build that released it, which says what may be reached. */
    String run() {
        return run;
    }

    /** The cluster with its own credential: that of the build may be gone. */
    Target target() {
        return new Target(cluster, null, namespace);
    }

    RecordNames names() {
        return new RecordNames(namespace, app);
    }

    boolean isSameApplication(KeptColour other) {
        return cluster.equals(other.cluster) && names().equals(other.names());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeptColour kept && run.equals(kept.run) && isSameApplication(kept);
    }

    @Override
    public int hashCode() {
        return Objects.hash(run, cluster, namespace, app);
    }

    @Override
    public String toString() {
        return "application " + app + " in namespace " + namespace + " of cluster " + cluster;
    }
}
