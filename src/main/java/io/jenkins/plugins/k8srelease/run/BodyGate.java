package io.jenkins.plugins.k8srelease.run;

import io.jenkins.plugins.k8srelease.engine.release.Gate;
import io.jenkins.plugins.k8srelease.engine.release.GreenReady;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Lets a release wait for its step, which may be away for a while after a restart. */
final class BodyGate implements Gate {

    private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    private GreenReady ready;
    private Consumer<GreenReady> tester;

    @Override
    public CompletableFuture<Verdict> test(GreenReady colour) {
        Consumer<GreenReady> now;
        synchronized (this) {
            ready = colour;
            now = tester;
        }
        if (now != null) {
            now.accept(colour);
        }
        return verdict;
    }

    /** The step is there; it returns at once. */
    void testedBy(Consumer<GreenReady> step) {
        GreenReady now;
        synchronized (this) {
            tester = step;
            now = ready;
        }
        if (now != null) {
            step.accept(now);
        }
    }

    void decide(Verdict how) {
        verdict.complete(how);
    }
}
