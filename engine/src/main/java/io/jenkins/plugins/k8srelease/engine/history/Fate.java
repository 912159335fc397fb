package io.jenkins.plugins.k8srelease.engine.history;

import java.util.Optional;

/** What has become of a release whose process went away, as the record tells whoever held it. */
public sealed interface Fate {

    /** It is still this holder's: it can be gone on with, or undone. */
    record Held(Current current) implements Fate {}

    /** It has ended; another process may have ended it. */
    record Ended(Revision revision) implements Fate {}

    /** Somebody else has it, or a person gave it up; {@code current} is null when even its end is forgotten. */
    record Lost(int revision, Current current) implements Fate {

        /** One sentence for people. */
        public String sentence() {
            if (current == null) {
                return "release " + revision
                        + " is not on record any more: it ended too long ago, or its record was deleted";
            }
            return "release " + revision
                    + (current.holder() == null
                            ? " was given up by a person (k8s-release unlock)"
                            : " was taken over: it is now held as " + current.describe());
        }
    }

    /** Nothing was begun. */
    record NotBegun() implements Fate {}

    /**
     * Finds out.
     *
     * @param head the application's record, empty when it was never released
     * @param holderId the {@link Holder#id()} under which the release was begun
     * @param revision its number, 0 when the process went away before it knew
     */
    static Fate of(Optional<Head> head, String holderId, int revision) {
        Current current = head.map(Head::current).orElse(null);
        if (current != null && current.holder() != null && current.holder().id().equals(holderId)) {
            return new Held(current);
        }
        if (revision == 0) {
            return new NotBegun();
        }
        if (current != null && current.revision() == revision) {
            return new Lost(revision, current);
        }
        return head.flatMap(h -> h.revision(revision)).<Fate>map(Ended::new).orElseGet(() -> new Lost(revision, null));
    }
}
