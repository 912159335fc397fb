package io.jenkins.plugins.k8srelease.cluster;

import hudson.model.AbstractDescribableImpl;
import io.jenkins.plugins.k8srelease.client.ServerAddress;
import io.jenkins.plugins.k8srelease.credentials.CredentialException;
import io.jenkins.plugins.k8srelease.credentials.UserMaterials;

/** Where a cluster is and whose credential belongs to it. Only an administrator makes one. */
public abstract class ClusterAccess extends AbstractDescribableImpl<ClusterAccess> {

    /** @throws CredentialException when the address cannot be told, saying why */
    public abstract ServerAddress address() throws CredentialException;

    /** Whether the cluster has a credential of its own. */
    public abstract boolean hasOwnCredential();

    /** Which credential that is; two accesses to one server with the same identity have the same credential. */
    public abstract String ownCredentialIdentity();

    /** Reads the cluster's own credential, as it is now. May block. */
    public abstract UserMaterials.Read readOwnCredential() throws CredentialException;
}
