package io.jenkins.plugins.k8srelease.engine.cluster;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next try: doubling from 200 ms to 5 s, with jitter so that many do not come at once. */
public final class Backoff {

    private static final long FIRST_MILLIS = 200;
    private static final long LONGEST_MILLIS = 5000;

    private Backoff() {}

    /**
     * The pause before the next try.
     *
     * @param tries how many tries have failed before the last
     * @param asked what the server asked for, null when it did not
     */
    public static Duration pause(int tries, Duration asked) {
        if (asked != null) {
            return asked;
        }
        long full = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(tries, 10));
        return Duration.ofMillis(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
    }
}
