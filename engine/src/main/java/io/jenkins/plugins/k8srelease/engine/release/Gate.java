package io.jenkins.plugins.k8srelease.engine.release;

import java.util.concurrent.CompletableFuture;

/**
 * The caller's own test of the other colour, before anybody is sent to it. It may take hours, an approval by a person among
 * them: the release waits without a thread and keeps the application claimed, and the active colour goes on serving.
 *
 * <p>When the process ends meanwhile, whoever resumes the release brings a gate of its own, which is asked again.
 */
@FunctionalInterface
public interface Gate {

    /**
     * Begins the test. Called at most once in a process, on a thread of the engine: returns at once.
     *
     * @param ready what is to be tested, and how it is reached
     * @return completes with the verdict; exceptionally when there is none, which counts as failed
     */
    CompletableFuture<Verdict> test(GreenReady ready);

    /**
     * How the test ended.
     *
     * @param passed true to switch
     * @param reason one sentence when it did not pass, without secrets
     */
    record Verdict(boolean passed, String reason) {

        public static Verdict pass() {
            return new Verdict(true, "");
        }

        public static Verdict fail(String reason) {
            return new Verdict(false, reason);
        }
    }
}
