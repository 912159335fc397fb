package io.jenkins.plugins.k8srelease.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;

/** How a release of a step ended. */
public sealed interface ReleaseOutcome {

    /**
     * The engine came to a result, good or bad.
     *
     * @param clusterName how people call the cluster
     * @param abort why its end was asked for, null when it was not
     */
    record Done(
            RecordNames names,
            String clusterName,
            String server,
            ReleaseResult result,
            @CheckForNull String abort) implements ReleaseOutcome {

        /** True when what was asked for is so. */
        public boolean isGood() {
            return switch (result.status()) {
                case SUCCEEDED, UNCHANGED, PLANNED -> true;
                case UNDONE, NOT_UNDONE, BAD_INPUT, NOT_STARTED, FAILED, TAKEN_OVER -> false;
            };
        }

        /** One sentence that says what failed, for whoever reads only that. */
        public String headline() {
            String cause = result.diagnosis().map(d -> d.cause()).orElse(result.message());
            if (result.status() == ReleaseResult.Status.FAILED) {
                return "smoke tests did not pass: " + cause;
            }
            String what =
                    switch (result.status()) {
                        case UNDONE -> "failed and was undone: ";
                        case NOT_UNDONE -> "failed and was NOT undone: ";
                        case TAKEN_OVER -> "was taken over by another process: ";
                        case BAD_INPUT, NOT_STARTED -> "was not begun: ";
                        case SUCCEEDED, UNCHANGED, PLANNED, FAILED -> "";
                    };
            String number = result.revision() == 0 ? "" : " " + result.revision();
            return "release" + number + " of " + names.app() + " " + what + cause;
        }
    }

    /** It never came to the engine, which has changed nothing; or the engine itself failed. */
    record Broken(Throwable cause, @CheckForNull String abort) implements ReleaseOutcome {}
}
