package io.jenkins.plugins.k8srelease.engine.cluster;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a watch has been silent, and what that means. A connection can be gone with neither side noticing, and client
 * libraries were seen to lose a watch when its server died; so the server is asked now and then whether a silent watch ought
 * to have spoken. One that ought to have, and stays silent, is deaf.
 */
final class Silence {

    /** Most waits are over by then, and cost no question. */
    static final Duration FIRST = Duration.ofSeconds(10);
    /** Doubled with each answer that there was nothing to hear. */
    static final Duration LONGEST = Duration.ofMinutes(1);
    /** What the server answers may be on its way through the watch. */
    static final Duration GRACE = Duration.ofSeconds(3);

    private final LongSupplier nanos;
    private Duration pause = FIRST;
    private long dueAt;
    private boolean asking;
    /** That the server knows something which the watch had not told when asked. */
    private boolean suspected;

    private boolean deaf;

    Silence() {
        this(System::nanoTime);
    }

    Silence(LongSupplier nanos) {
        this.nanos = nanos;
        heard();
    }

    private void next(Duration in) {
        dueAt = nanos.getAsLong() + in.toNanos();
    }

    synchronized void heard() {
        pause = FIRST;
        suspected = false;
        asking = false;
        next(pause);
    }

    /** True when the server is to be asked now, and {@link #answered} or {@link #unanswered} be told of it. */
    synchronized boolean ask() {
        if (deaf || asking || !due().isZero()) {
            return false;
        }
        if (suspected) {
            deaf = true;
            return false;
        }
        asking = true;
        return true;
    }

    /**
     * What the server said. Whatever was heard meanwhile is an answer in itself.
     *
     * @param missed whether it knows more than the watch had told
     */
    synchronized void answered(boolean missed) {
        if (asking) {
            asking = false;
            suspected = missed;
            pause = min(pause.multipliedBy(2), LONGEST);
            next(missed ? GRACE : pause);
        }
    }

    /** It is in trouble itself. */
    synchronized void unanswered() {
        if (asking) {
            asking = false;
            next(GRACE);
        }
    }

    /** It is known that nothing will be heard any more. */
    synchronized void lost() {
        deaf = true;
    }

    synchronized boolean isDeaf() {
        return deaf;
    }

    /** How long nothing need be done; zero when it is time. */
    synchronized Duration due() {
        if (deaf || asking) {
            return GRACE;
        }
        Duration left = Duration.ofNanos(dueAt - nanos.getAsLong());
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
