package io.jenkins.plugins.k8srelease.engine.report;

import io.jenkins.plugins.k8srelease.engine.history.Revision;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Times of a record, which are RFC 3339, for people. */
final class Times {

    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private Times() {}

    static String local(String time) {
        return KubeObject.parseTime(time).map(LOCAL::format).orElse(time);
    }

    /** From a revision's start to its end; empty when one of them cannot be read. */
    static Optional<Duration> duration(Revision revision) {
        Optional<Instant> from = KubeObject.parseTime(revision.startedAt());
        Optional<Instant> to = KubeObject.parseTime(revision.endedAt());
        return from.isPresent() && to.isPresent()
                ? Optional.of(Duration.between(from.get(), to.get()))
                : Optional.empty();
    }
}
