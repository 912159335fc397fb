package io.jenkins.plugins.k8srelease.engine.release;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them. */
public final class Durations {

    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?(?:(\\d{1,9})ms)?");

    private Durations() {}

    /** {@code 10m}, {@code 1m30s}, {@code 0.4s}. */
    public static String text(long millis) {
        if (millis < 10_000 && millis % 1000 != 0) {
            return String.format(Locale.ROOT, "%.1fs", millis / 1000.0);
        }
        return Duration.ofSeconds(millis / 1000).toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /**
     * Reads durations as kubectl's users write them: {@code 10m}, {@code 90s}, {@code 1h30m}, {@code 500ms}, {@code 0}.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    public static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = FORM.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is not a duration; write hours, minutes, seconds or milliseconds with their unit: 10m, 90s,"
                    + " 1h30m, 500ms, 0s");
        }
        return Duration.ofHours(number(matcher, 1))
                .plusMinutes(number(matcher, 2))
                .plusSeconds(number(matcher, 3))
                .plusMillis(number(matcher, 4));
    }

    private static long number(Matcher matcher, int group) {
        String text = matcher.group(group);
        return text == null ? 0 : Long.parseLong(text);
    }
}
