package io.jenkins.plugins.k8srelease.connection;

import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;

/** A build's share of a connection that others may use as well. */
public interface Connection extends AutoCloseable {

    /** The connection; not to be closed. */
    Cluster cluster();

    /** How people call the cluster. */
    String clusterName();

    /** Where the step goes: never empty. */
    String namespace();

    /** Gives the share back. The last one closes client and informers a little later. */
    @Override
    void close();
}
