package io.jenkins.plugins.k8srelease.engine.release;

import java.time.Duration;

/** What a step of a release wants to happen next. */
sealed interface Next {

    /** One piece of work: it may block for the answers of the API server, and for nothing else. */
    @FunctionalInterface
    interface Step {
        Next run();
    }

    /** Goes on at once. */
    record Go(Step step) implements Next {}

    /** Waits, without a thread, for a change in the cluster or for the time to pass. */
    record Park(Duration longest, Step then) implements Next {}

    /** The release has ended. */
    record End(ReleaseResult result) implements Next {}
}
