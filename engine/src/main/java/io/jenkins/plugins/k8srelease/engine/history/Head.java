package io.jenkins.plugins.k8srelease.engine.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The mutable part of an application's record: small, and changed only by compare-and-swap on its resourceVersion.
 *
 * @param format version of this form
 * @param epoch raised by each claim and takeover; a writer that finds another one here has lost the application
 * @param writeId random for each write, so that a writer whose answer was lost recognises its own write
 * @param configKey key of the digests of configuration in pod templates, Base64
 * @param lastRevision the highest number given so far
 * @param live revision that runs, 0 for none
 * @param lastGood newest revision that succeeded and is not known to be bad, 0 for none
 * @param current the release under way, null for none: then the application is free
 * @param revisions ended releases, oldest first
 * @param evicting revisions whose parts are being deleted: named here until they are gone
 * @param colours which colour serves, null for an application that was never released blue-green
 */
public record Head(
        int format,
        long epoch,
        String writeId,
        String configKey,
        int lastRevision,
        int live,
        int lastGood,
        Current current,
        List<Revision> revisions,
        List<Integer> evicting,
        Colours colours) {

    public static final int FORMAT = 1;
    /** How many ended releases stay, besides those that are live or last good. */
    public static final int KEPT = 10;

    public Head {
        revisions = revisions == null ? List.of() : List.copyOf(revisions);
        evicting = evicting == null ? List.of() : List.copyOf(evicting);
    }

    public static Head first(String configKey) {
        return new Head(FORMAT, 0, "", configKey, 0, 0, 0, null, List.of(), List.of(), null);
    }

    Head withWriteId(String id) {
        return new Head(
                format, epoch, id, configKey, lastRevision, live, lastGood, current, revisions, evicting, colours);
    }

    /** Claims the application for a new release. */
    public Head claimed(String operation, String inputDigest, Holder holder, String now) {
        int next = lastRevision + 1;
        Current started = new Current(next, operation, Phase.PLANNING, -1, holder, inputDigest, now, null, null);
        return new Head(
                format, epoch + 1, writeId, configKey, next, live, lastGood, started, revisions, evicting, colours);
    }

    /** Begins a new release under the claim that settled an interrupted one. */
    public Head restarted(String operation, String inputDigest, Holder holder, String now) {
        Head next = claimed(operation, inputDigest, holder, now);
        return new Head(
                format,
                epoch,
                writeId,
                configKey,
                next.lastRevision,
                live,
                lastGood,
                next.current,
                revisions,
                evicting,
                colours);
    }

    /** Takes the release under way over, or gives it up when the holder is null. */
    public Head takenOver(Holder holder) {
        return new Head(
                format,
                epoch + 1,
                writeId,
                configKey,
                lastRevision,
                live,
                lastGood,
                current.withHolder(holder),
                revisions,
                evicting,
                colours);
    }

    public Head journalled(Phase phase, int wave, String reason) {
        return new Head(
                format,
                epoch,
                writeId,
                configKey,
                lastRevision,
                live,
                lastGood,
                current.withPhase(phase, wave, reason),
                revisions,
                evicting,
                colours);
    }

    /** Notes how far a blue-green release has come, before the step is taken. */
    public Head staged(SwitchStage stage) {
        return with(current.withStage(stage), colours);
    }

    public Head withColours(Colours next) {
        return with(current, next);
    }

    /** Frees an application of which nothing was released, so that the history says nothing of it either. */
    public Head freed() {
        return with(null, colours);
    }

    private Head with(Current nowCurrent, Colours nowColours) {
        return new Head(
                format,
                epoch,
                writeId,
                configKey,
                lastRevision,
                live,
                lastGood,
                nowCurrent,
                revisions,
                evicting,
                nowColours);
    }

    /** Ends the release under way, which frees the application, and names the revisions that are too old to keep. */
    public Head ended(Revision ended) {
        boolean good = ended.outcome() == Outcome.SUCCEEDED;
        int nowLive = good ? ended.revision() : live;
        int nowGood = good ? ended.revision() : lastGood;
        List<Revision> all = new ArrayList<>(revisions);
        all.add(ended);
        List<Integer> out = new ArrayList<>(evicting);
        int surplus = all.size() - KEPT;
        for (Revision old : List.copyOf(all)) {
            if (surplus > 0 && old.revision() != nowLive && old.revision() != nowGood) {
                all.remove(old);
                out.add(old.revision());
                surplus--;
            }
        }
        if (ended.outcome() == Outcome.NOTHING_CHANGED) {
            // It may have written parts before it gave up, and nobody will ask for them.
            out.add(ended.revision());
        }
        return new Head(format, epoch, writeId, configKey, lastRevision, nowLive, nowGood, null, all, out, colours);
    }

    public Head evicted() {
        return new Head(
                format,
                epoch,
                writeId,
                configKey,
                lastRevision,
                live,
                lastGood,
                current,
                revisions,
                List.of(),
                colours);
    }

    @JsonIgnore
    public Optional<Revision> revision(int number) {
        return revisions.stream().filter(r -> r.revision() == number).findFirst();
    }
}
