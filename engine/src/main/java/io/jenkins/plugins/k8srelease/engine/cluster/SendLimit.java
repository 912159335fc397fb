package io.jenkins.plugins.k8srelease.engine.cluster;

import java.time.Duration;

/**
 * Until when a write may leave this process. Told by two clocks, one of which stands still while a machine sleeps while
 * the other can be set: it has passed when either says so.
 *
 * @param from {@link System#nanoTime} of the moment from which it counts
 * @param fromMillis {@link System#currentTimeMillis} of the same moment
 * @param span how long after that moment
 */
public record SendLimit(long from, long fromMillis, Duration span) {

    /** So long from now. */
    public static SendLimit in(Duration span) {
        return new SendLimit(System.nanoTime(), System.currentTimeMillis(), span);
    }

    public boolean hasPassed() {
        return System.nanoTime() - from >= span.toNanos()
                || Math.abs(System.currentTimeMillis() - fromMillis) >= span.toMillis();
    }
}
