package io.jenkins.plugins.k8srelease.engine.history;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * The release that is under way: the claim on the application and the journal of what it may have changed.
 *
 * @param revision its number
 * @param operation for example {@code deploy}
 * @param phase how far it has come
 * @param wave the last wave whose objects may have been changed, -1 for none
 * @param holder who runs it, null after {@code unlock}
 * @param inputDigest digest of what was asked for: the same again may be continued by another process
 * @param startedAt RFC 3339
 * @param reason while undoing, why
 * @param stage how far a blue-green release has come, null for any other
 */
public record Current(
        int revision,
        String operation,
        Phase phase,
        int wave,
        Holder holder,
        String inputDigest,
        String startedAt,
        String reason,
        SwitchStage stage) {

    public Current withPhase(Phase next, int nextWave, String why) {
        return new Current(revision, operation, next, nextWave, holder, inputDigest, startedAt, why, stage);
    }

    public Current withHolder(Holder next) {
        return new Current(revision, operation, phase, wave, next, inputDigest, startedAt, reason, stage);
    }

    public Current withStage(SwitchStage next) {
        return new Current(revision, operation, phase, wave, holder, inputDigest, startedAt, reason, next);
    }

    /** True when a blue-green release has come that far. */
    @JsonIgnore
    public boolean hasReached(SwitchStage wanted) {
        return stage != null && stage.compareTo(wanted) >= 0;
    }

    /** {@code release 7 (deploy, applying, since 2026-01-01T10:00:00Z, by alice on laptop)}. */
    @JsonIgnore
    public String describe() {
        String doing = phase == Phase.APPLYING && stage == SwitchStage.TESTING
                ? "waiting for the test of the other colour"
                : phase.name().toLowerCase(java.util.Locale.ROOT);
        return "release " + revision + " (" + operation + ", " + doing + ", since "
                + Moments.text(startedAt) + ", "
                + (holder == null ? "without an owner" : "by " + holder) + ")";
    }
}
