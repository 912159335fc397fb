package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/**
 * One thing that keeps an object from being ready.
 *
 * @param reason what it is
 * @param object where it was seen: a pod, a claim, a ReplicaSet
 * @param container the container of the pod, empty when it concerns the whole object
 * @param detail what was seen, without the object's name: {@code readiness probe failed: HTTP 503}
 * @param terminalFrom the time from which it no longer heals by itself; empty when it always may
 */
public record Finding(
        Reason reason, ObjectRef object, String container, String detail, Optional<Instant> terminalFrom) {

    /** The most telling first: by the order in which {@link Reason} lists them, then by name. */
    static final Comparator<Finding> MOST_TELLING =
            Comparator.comparing(Finding::reason).thenComparing(Finding::object).thenComparing(Finding::container);

    public Finding {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(object, "object");
    }

    /** What a reason says of an object by itself. */
    public static Finding of(Reason reason, ObjectRef object) {
        return transientOnly(reason, object, "", reason.meaning());
    }

    /** Something that never heals by itself. */
    static Finding terminal(Reason reason, ObjectRef object, String container, String detail) {
        return new Finding(reason, object, container, detail, Optional.of(Instant.MIN));
    }

    /** Something that may heal by itself for that long after it began. */
    static Finding tolerated(
            Reason reason, ObjectRef object, String container, String detail, Instant since, Duration tolerance) {
        return new Finding(reason, object, container, detail, Optional.of(since.plus(tolerance)));
    }

    /** Something that is simply not finished. */
    static Finding transientOnly(Reason reason, ObjectRef object, String container, String detail) {
        return new Finding(reason, object, container, detail, Optional.empty());
    }

    /** True when no tolerance is left at that time. */
    public boolean isTerminalAt(Instant now) {
        return terminalFrom.isPresent() && !now.isBefore(terminalFrom.get());
    }

    /** The finding as part of a sentence: {@code backend-7d9f-abcde: readiness probe failed: HTTP 503}. */
    public String sentence() {
        return object.name() + ": " + detail;
    }
}
