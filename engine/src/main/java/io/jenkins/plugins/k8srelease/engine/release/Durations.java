package io.jenkins.plugins.k8srelease.engine.release;

import java.time.Duration;
import java.util.Locale;

/** Durations as people write them. */
public final class Durations {

    private Durations() {}

    /** {@code 10m}, {@code 1m30s}, {@code 0.4s}. */
    public static String text(long millis) {
        if (millis < 10_000 && millis % 1000 != 0) {
            return String.format(Locale.ROOT, "%.1fs", millis / 1000.0);
        }
        return Duration.ofSeconds(millis / 1000).toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
