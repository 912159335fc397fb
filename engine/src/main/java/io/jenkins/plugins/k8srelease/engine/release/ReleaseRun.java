package io.jenkins.plugins.k8srelease.engine.release;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A release that is being done. */
public final class ReleaseRun {

    private final Session session;
    private final Machine machine;
    private final CompletableFuture<ReleaseResult> result;

    ReleaseRun(Session session, Machine machine, CompletableFuture<ReleaseResult> result) {
        this.session = session;
        this.machine = machine;
        this.result = result;
    }

    /** Completes when the release has ended, whatever its outcome; exceptionally only when the engine itself fails. */
    public CompletableFuture<ReleaseResult> result() {
        return result;
    }

    /** Waits for the end. For callers that have a thread to spend, such as a command line. */
    public ReleaseResult join() {
        try {
            return result.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException r ? r : e;
        }
    }

    /**
     * Asks for the end: what was changed is undone. Returns at once; a release that is already being undone goes on with
     * that.
     */
    public void abort(String reason) {
        session.abort(reason);
        machine.wake();
    }
}
