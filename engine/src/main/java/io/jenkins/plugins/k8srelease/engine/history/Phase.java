package io.jenkins.plugins.k8srelease.engine.history;

/** How far a release under way has come, which decides what another process may do with it. */
public enum Phase {
    /** Claimed; nothing of the application has been changed. */
    PLANNING,
    /** Objects of the waves up to the recorded one may have been changed. */
    APPLYING,
    /** The pre-images of what was changed are being restored. */
    UNDOING
}
