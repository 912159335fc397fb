package io.jenkins.plugins.k8srelease.connection;

import io.jenkins.plugins.k8srelease.client.ServerAddress;
import io.jenkins.plugins.k8srelease.credentials.UserMaterials;

/**
 * A target for which everything was looked up and allowed.
 *
 * @param clusterName how messages call the cluster
 * @param server where it is
 * @param identity tells credentials apart: equal only when it is the same stored credential
 * @param read the credential as it was when this was made
 * @param source reads it again
 * @param namespace where the step goes
 * @param mayBeHandedOut whether the programs of a build may see the credential
 */
record Access(
        String clusterName,
        ServerAddress server,
        String identity,
        UserMaterials.Read read,
        MaterialSource source,
        String namespace,
        boolean mayBeHandedOut) {}
