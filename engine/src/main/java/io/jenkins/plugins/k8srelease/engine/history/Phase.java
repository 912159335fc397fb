package io.jenkins.plugins.k8srelease.engine.history;

/** How far a release under way has come, which decides what another process may do with it. */
public enum Phase {
    /** Claimed; nothing of the application has been changed. */
    PLANNING,
    /** Objects of the waves up to the recorded one may have been changed. */
    APPLYING,
    /** The pre-images of what was changed are being restored. */
    UNDOING,
    /**
     * The release has passed, and what it does not have any more is being deleted: from here it only goes forward, since
     * nothing brings back what is deleted.
     */
    PRUNING
}
