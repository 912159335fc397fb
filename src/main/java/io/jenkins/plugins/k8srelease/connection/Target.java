package io.jenkins.plugins.k8srelease.connection;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import java.io.Serializable;
import java.util.Objects;

/**
 * Where a step goes, as it was written: the only thing that a running release keeps of its connection. {@code withK8s}
 * puts one into the context of its body. Not a record: Pipeline's serialisation does not know records.
 */
public final class Target implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String cluster;
    private final String credentialsId;
    private final String namespace;

    /**
     * Blank is the same as null.
     *
     * @param cluster name of a configured cluster, null for none
     * @param credentialsId id of a credential that the job has, null for the cluster's own
     * @param namespace null for the default
     */
    public Target(@CheckForNull String cluster, @CheckForNull String credentialsId, @CheckForNull String namespace) {
        this.cluster = Util.fixEmptyAndTrim(cluster);
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
        this.namespace = Util.fixEmptyAndTrim(namespace);
    }

    @CheckForNull
    public String cluster() {
        return cluster;
    }

    @CheckForNull
    public String credentialsId() {
        return credentialsId;
    }

    @CheckForNull
    public String namespace() {
        return namespace;
    }

    /**
     * Completes what is not given from an enclosing {@code withK8s}. Another cluster than the enclosing one inherits
     * nothing: the credential belongs to the enclosing cluster and must not be sent elsewhere, and so does the namespace.
     */
    public Target orElse(@CheckForNull Target enclosing) {
        if (enclosing == null || (cluster != null && !cluster.equals(enclosing.cluster))) {
            return this;
        }
        return new Target(
                enclosing.cluster,
                credentialsId == null ? enclosing.credentialsId : credentialsId,
                namespace == null ? enclosing.namespace : namespace);
    }

    /** The same target in a namespace. */
    public Target in(String where) {
        return new Target(cluster, credentialsId, where);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Target that
                && Objects.equals(cluster, that.cluster)
                && Objects.equals(credentialsId, that.credentialsId)
                && Objects.equals(namespace, that.namespace);
    }

    @Override
    public int hashCode() {
        return Objects.hash(cluster, credentialsId, namespace);
    }

    /** For people: {@code production / shop}. */
    @Override
    public String toString() {
        return (cluster == null ? "" : cluster) + (namespace == null ? "" : (cluster == null ? "" : " / ") + namespace);
    }
}
