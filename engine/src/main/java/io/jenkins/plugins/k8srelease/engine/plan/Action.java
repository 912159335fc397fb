package io.jenkins.plugins.k8srelease.engine.plan;

/** What a release does with an object. */
public enum Action {
    CREATE,
    UPDATE,
    /** Proved by digests, or by a dry run that changed nothing. */
    UNCHANGED
}
