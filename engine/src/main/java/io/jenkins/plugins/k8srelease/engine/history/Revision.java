package io.jenkins.plugins.k8srelease.engine.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Map;

/**
 * One ended release, as the history shows it.
 *
 * @param revision its number, unique for the application
 * @param operation for example {@code deploy}
 * @param outcome how it ended
 * @param reason one sentence when it did not succeed
 * @param startedAt RFC 3339
 * @param endedAt RFC 3339
 * @param by who ran it
 * @param images image of each container, by {@code Kind/name/container}
 * @param changed how many objects it changed
 * @param bad why it turned out to be bad after it had succeeded, null as long as nobody said so
 */
public record Revision(
        int revision,
        String operation,
        Outcome outcome,
        String reason,
        String startedAt,
        String endedAt,
        String by,
        Map<String, String> images,
        int changed,
        String bad) {

    /** True for a release that passed and that nobody has found to be bad since. */
    @JsonIgnore
    public boolean isGood() {
        return outcome == Outcome.SUCCEEDED && bad == null;
    }

    Revision markedBad(String why) {
        return new Revision(revision, operation, outcome, reason, startedAt, endedAt, by, images, changed, why);
    }
}
