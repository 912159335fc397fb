package io.jenkins.plugins.k8srelease.run;

import hudson.model.Run;
import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.ProcessIdentity;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import java.util.UUID;
import jenkins.model.JenkinsLocationConfiguration;

/**
 * What the controller must know to find a release again after it was away; everything else is on record in the cluster.
 * Stored as XML: fields may be added, and keep their names.
 */
final class StoredRelease {

    /** Under which the application is claimed; the same after a restart, by which the claim is recognised. */
    private final String holder = "jenkins:" + UUID.randomUUID();

    private String run;
    private final String node;
    private final String operation;
    private final String cluster;
    private final String credentialsId;
    private final String namespace;
    private final String app;
    private final long started;
    private final boolean gated;
    private int revision;

    /** Nothing has to be found again; false for whatever was read from a file. */
    private final transient boolean repeatable;

    private String abort;

    /** Its step has heard of its end. */
    private boolean told;

    StoredRelease(
            ReleaseKey key,
            Run<?, ?> build,
            String operation,
            Target target,
            RecordNames names,
            boolean repeatable,
            boolean gated) {
        this.run = build.getExternalizableId();
        this.node = key.node();
        this.operation = operation;
        this.cluster = target.cluster();
        this.credentialsId = target.credentialsId();
        this.namespace = names.namespace();
        this.app = names.app();
        this.started = System.currentTimeMillis();
        this.repeatable = repeatable;
        this.gated = gated;
    }

    String run() {
        return run;
    }

    /** The job was renamed or moved. */
    void runIs(String id) {
        run = id;
    }

    String node() {
        return node;
    }

    String operation() {
        return operation;
    }

    String file() {
        return holder.substring(holder.indexOf(':') + 1) + ".xml";
    }

    boolean isGated() {
        return gated;
    }

    boolean isRepeatable() {
        return repeatable;
    }

    String holderId() {
        return holder;
    }

    Target target() {
        return new Target(cluster, credentialsId, namespace);
    }

    RecordNames names() {
        return new RecordNames(namespace, app);
    }

    /** Milliseconds of the epoch. */
    long started() {
        return started;
    }

    /** 0 until the release is on record. */
    synchronized int revision() {
        return revision;
    }

    synchronized void recorded(int number) {
        revision = number;
    }

    /** Why its end was asked for, null while it was not. */
    synchronized String abort() {
        return abort;
    }

    synchronized void abort(String reason) {
        abort = abort == null ? reason : abort;
    }

    synchronized boolean isTold() {
        return told;
    }

    synchronized void tell() {
        told = true;
    }

    /** Who holds the application while this build releases it. Reads files. */
    Holder holder(Run<?, ?> build) {
        String url = JenkinsLocationConfiguration.get().getUrl();
        return new Holder(holder, build.getFullDisplayName(), url == null ? "" : url, ProcessIdentity.current());
    }
}
