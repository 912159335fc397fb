package io.jenkins.plugins.k8srelease.engine.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** The API server's clock, as its answers tell it. */
final class ServerClock {

    /** What whole seconds and the way of an answer make of it. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    /** The clock that was learned from last: many answers come within one second. */
    private volatile String learned = "";

    private volatile Duration offset = Duration.ZERO;

    Instant now() {
        return Instant.now().plus(offset);
    }

    /** @param date an answer's header {@code Date}, null when it has none */
    void learn(String date) {
        try {
            if (date != null && !date.equals(learned)) {
                learned = date;
                Instant server = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant()
                        // the header has whole seconds, cut off
                        .plusMillis(500);
                Duration difference = Duration.between(Instant.now(), server);
                offset = difference.abs().compareTo(TOLERANCE) < 0 ? Duration.ZERO : difference;
            }
        } catch (DateTimeParseException e) {
            // a proxy's header in another form: our own clock goes on serving
        }
    }
}
