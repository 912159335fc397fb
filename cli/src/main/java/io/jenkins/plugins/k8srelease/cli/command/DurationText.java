package io.jenkins.plugins.k8srelease.cli.command;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations as kubectl's users write them: {@code 10m}, {@code 90s}, {@code 1h30m}, {@code 500ms}, {@code 0s}. */
final class DurationText implements ITypeConverter<Duration> {

    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?(?:(\\d{1,9})ms)?");

    @Override
    public Duration convert(String value) {
        if (value.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = FORM.matcher(value);
        if (value.isEmpty() || !matcher.matches()) {
            throw new TypeConversionException("'" + value
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
