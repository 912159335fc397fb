package io.jenkins.plugins.k8srelease.engine.history;

/** How a release ended. */
public enum Outcome {
    /** Applied, healthy, tested and observed. */
    SUCCEEDED,
    /** Failed; everything that it changed is as it was before. */
    UNDONE,
    /** Failed, and what it changed is still there, wholly or in part. */
    NOT_UNDONE,
    /** Ended before it changed anything. */
    NOTHING_CHANGED
}
