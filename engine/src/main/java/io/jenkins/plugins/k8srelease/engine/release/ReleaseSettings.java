package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import java.time.Duration;
import java.util.List;

/**
 * How a release is done. Recorded with it, so that another process can finish it.
 *
 * @param timeoutMillis how long applying, becoming healthy and the smoke tests may take together, and again the undo
 * @param observeMillis how long the release is watched after it is healthy, 0 for not at all
 * @param undoOnFailure false to leave a failed release as it is
 * @param forceConflicts true to take fields that other managers own
 * @param smoke what every new pod must answer
 * @param quotaCheck false to begin without asking whether the release fits the quotas; null, as in old records, for true
 * @param prune true to delete at the end what earlier releases had applied and this one does not have; null, as in old
 *     records, for false
 * @param plan false to apply without asking the server first what it would make of the objects; null, as in old records,
 *     for true
 */
public record ReleaseSettings(
        long timeoutMillis,
        long observeMillis,
        boolean undoOnFailure,
        boolean forceConflicts,
        List<SmokeCheck> smoke,
        Boolean quotaCheck,
        Boolean prune,
        Boolean plan) {

    public ReleaseSettings {
        smoke = List.copyOf(smoke);
    }

    /** Ten minutes, no observation, undo, no force, no smoke tests, with the check of quotas. */
    public static ReleaseSettings standard() {
        return new ReleaseSettings(Duration.ofMinutes(10).toMillis(), 0, true, false, List.of(), null, null, null);
    }

    public ReleaseSettings withTimeout(Duration timeout) {
        return new ReleaseSettings(
                timeout.toMillis(), observeMillis, undoOnFailure, forceConflicts, smoke, quotaCheck, prune, plan);
    }

    public ReleaseSettings withObserve(Duration observe) {
        return new ReleaseSettings(
                timeoutMillis, observe.toMillis(), undoOnFailure, forceConflicts, smoke, quotaCheck, prune, plan);
    }

    public ReleaseSettings withUndoOnFailure(boolean undo) {
        return new ReleaseSettings(timeoutMillis, observeMillis, undo, forceConflicts, smoke, quotaCheck, prune, plan);
    }

    public ReleaseSettings withForceConflicts(boolean force) {
        return new ReleaseSettings(timeoutMillis, observeMillis, undoOnFailure, force, smoke, quotaCheck, prune, plan);
    }

    public ReleaseSettings withSmoke(List<SmokeCheck> checks) {
        return new ReleaseSettings(
                timeoutMillis, observeMillis, undoOnFailure, forceConflicts, checks, quotaCheck, prune, plan);
    }

    public ReleaseSettings withQuotaCheck(boolean check) {
        return new ReleaseSettings(
                timeoutMillis, observeMillis, undoOnFailure, forceConflicts, smoke, check, prune, plan);
    }

    public ReleaseSettings withPrune(boolean delete) {
        return new ReleaseSettings(
                timeoutMillis, observeMillis, undoOnFailure, forceConflicts, smoke, quotaCheck, delete, plan);
    }

    public ReleaseSettings withPlan(boolean ask) {
        return new ReleaseSettings(
                timeoutMillis, observeMillis, undoOnFailure, forceConflicts, smoke, quotaCheck, prune, ask);
    }

    boolean asksTheServerFirst() {
        return plan == null || plan;
    }

    boolean prunes() {
        return prune != null && prune;
    }

    boolean asksWhetherItFits() {
        return quotaCheck == null || quotaCheck;
    }
}
