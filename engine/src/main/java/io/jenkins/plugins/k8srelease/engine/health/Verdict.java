package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one object's health.
 *
 * @param state ready, progressing or failed
 * @param reason a CamelCase token for machines, one of {@link Reason#token()}; it stays the same between versions
 * @param message one sentence for people, which also serves as the line that shows progress
 * @param evidence the objects that show it (pods mostly), the most telling first; empty when the object itself does
 * @param findings what was found at those objects, the most telling first
 * @param reconsiderAt when the verdict may change although nothing in the cluster does, because a tolerance runs out
 *     or a minimum time passes; empty when only a change can alter it
 */
public record Verdict(
        State state,
        String reason,
        String message,
        List<ObjectRef> evidence,
        List<Finding> findings,
        Optional<Instant> reconsiderAt) {

    public Verdict {
        evidence = List.copyOf(evidence);
        findings = List.copyOf(findings);
    }

    public static Verdict ready(Reason reason, String message) {
        return of(State.READY, reason, message);
    }

    public static Verdict progressing(Reason reason, String message) {
        return of(State.PROGRESSING, reason, message);
    }

    public static Verdict failed(Reason reason, String message) {
        return of(State.FAILED, reason, message);
    }

    static Verdict of(State state, Reason reason, String message) {
        return new Verdict(state, reason.token(), message, List.of(), List.of(), Optional.empty());
    }

    /** The same verdict with what shows it. */
    Verdict shownBy(List<Finding> found) {
        return new Verdict(
                state,
                reason,
                message,
                found.stream().map(Finding::object).distinct().toList(),
                found,
                reconsiderAt);
    }

    /** The same verdict, to be judged again at that time if nothing changes before; the earlier of two times stays. */
    Verdict reconsideredAt(Optional<Instant> time) {
        Optional<Instant> earliest =
                reconsiderAt.isEmpty() || time.isPresent() && time.get().isBefore(reconsiderAt.get())
                        ? time
                        : reconsiderAt;
        return new Verdict(state, reason, message, evidence, findings, earliest);
    }

    public boolean isReady() {
        return state == State.READY;
    }

    public boolean isFailed() {
        return state == State.FAILED;
    }

    /** True when the verdict was reached for this reason. */
    public boolean is(Reason other) {
        return reason.equals(other.token());
    }
}
