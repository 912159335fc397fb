package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.capacity.CapacityReport;
import io.jenkins.plugins.k8srelease.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.k8srelease.engine.plan.Plan;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a release ended.
 *
 * @param status the outcome
 * @param revision its number, 0 when it got none
 * @param message one sentence
 * @param plan what was planned, when it came that far
 * @param capacity whether it fits, when that was asked
 * @param smoke what the pods answered
 * @param diagnosis why it failed, when the cluster shows it
 * @param duration from start to end
 */
public record ReleaseResult(
        Status status,
        int revision,
        String message,
        Optional<Plan> plan,
        Optional<CapacityReport> capacity,
        List<SmokeResult> smoke,
        Optional<Diagnosis> diagnosis,
        Duration duration) {

    /** The outcomes. */
    public enum Status {
        /** Released: healthy, tested, observed. */
        SUCCEEDED,
        /** Nothing had to be changed, and everything is healthy. */
        UNCHANGED,
        /** A dry run: nothing was changed. */
        PLANNED,
        /** Failed, and everything that it changed is as before; or failed before it changed anything of a release. */
        UNDONE,
        /** Failed, and what it changed is still there, wholly or in part. */
        NOT_UNDONE,
        /** The manifests are wrong in themselves. */
        BAD_INPUT,
        /** Never began: held by another release, a right is missing, the plan met a conflict. */
        NOT_STARTED,
        /** A question was answered with no: a smoke test failed. Nothing was changed, so there was nothing to undo. */
        FAILED,
        /** Another process has taken the release over; how it ends is in the history. */
        TAKEN_OVER
    }

    public ReleaseResult {
        smoke = List.copyOf(smoke);
    }
}
