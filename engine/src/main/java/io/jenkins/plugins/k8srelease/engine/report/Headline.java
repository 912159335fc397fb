package io.jenkins.plugins.k8srelease.engine.report;

import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;

/** How a release ended, in one sentence, for whoever reads only that. */
public final class Headline {

    private Headline() {}

    /** True when what was asked for is so. */
    public static boolean isGood(Status status) {
        return switch (status) {
            case SUCCEEDED, UNCHANGED, PLANNED -> true;
            case UNDONE, NOT_UNDONE, BAD_INPUT, NOT_STARTED, FAILED, TAKEN_OVER -> false;
        };
    }

    /** What failed, and why. */
    public static String of(RecordNames names, ReleaseResult result) {
        String cause = result.diagnosis().map(d -> d.cause()).orElse(result.message());
        if (result.status() == Status.FAILED) {
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
