package io.jenkins.plugins.k8srelease.engine.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

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
 * @param members where objects of the application's set may be found; null in records of before there was a prune
 * @param doneJobs Jobs that are done and are never run again, by {@code Job.batch/namespace/name}, oldest first
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
        Colours colours,
        ApplySetMembers members,
        List<String> doneJobs) {

    public static final int FORMAT = 1;
    /** The epoch of an application's first claim ever. */
    static final long FIRST_EPOCH = 1;
    /** How many ended releases stay, besides those that are live, last good, or of the colour that is kept. */
    public static final int KEPT = 10;
    /** How many Jobs are remembered as done: their names carry a digest, so that only the newest matter. */
    static final int REMEMBERED_JOBS = 200;

    public Head {
        revisions = revisions == null ? List.of() : List.copyOf(revisions);
        evicting = evicting == null ? List.of() : List.copyOf(evicting);
        members = members == null ? ApplySetMembers.none() : members;
        doneJobs = doneJobs == null ? List.of() : List.copyOf(doneJobs);
    }

    public static Head first(String configKey) {
        return new Head(FORMAT, 0, "", configKey, 0, 0, 0, null, List.of(), List.of(), null, null, null);
    }

    /** A copy to be changed: a new field of the record is named in this class once. */
    private static final class Change {
        private long epoch;
        private String writeId;
        private int lastRevision;
        private int live;
        private int lastGood;
        private Current current;
        private List<Revision> revisions;
        private List<Integer> evicting;
        private Colours colours;
        private ApplySetMembers members;
        private List<String> doneJobs;
    }

    private Head with(Consumer<Change> change) {
        Change c = new Change();
        c.epoch = epoch;
        c.writeId = writeId;
        c.lastRevision = lastRevision;
        c.live = live;
        c.lastGood = lastGood;
        c.current = current;
        c.revisions = revisions;
        c.evicting = evicting;
        c.colours = colours;
        c.members = members;
        c.doneJobs = doneJobs;
        change.accept(c);
        return new Head(
                format,
                c.epoch,
                c.writeId,
                configKey,
                c.lastRevision,
                c.live,
                c.lastGood,
                c.current,
                c.revisions,
                c.evicting,
                c.colours,
                c.members,
                c.doneJobs);
    }

    Head withWriteId(String id) {
        return with(c -> c.writeId = id);
    }

    /** Claims the application for a new release. */
    public Head claimed(String operation, String inputDigest, Holder holder, String now) {
        return restarted(operation, inputDigest, holder, now).with(c -> c.epoch++);
    }

    /** Begins a new release under the claim that settled an interrupted one. */
    public Head restarted(String operation, String inputDigest, Holder holder, String now) {
        return with(c -> {
            c.lastRevision++;
            c.current =
                    new Current(c.lastRevision, operation, Phase.PLANNING, -1, holder, inputDigest, now, null, null);
        });
    }

    /** Takes the release under way over, or gives it up when the holder is null. */
    public Head takenOver(Holder holder) {
        return with(c -> {
            c.epoch++;
            c.current = current.withHolder(holder);
        });
    }

    public Head journalled(Phase phase, int wave, String reason) {
        return with(c -> c.current = current.withPhase(phase, wave, reason));
    }

    /** Notes how far a blue-green release has come, before the step is taken. */
    public Head staged(SwitchStage stage) {
        return with(c -> c.current = current.withStage(stage));
    }

    public Head withColours(Colours next) {
        return with(c -> c.colours = next);
    }

    /** Frees an application of which nothing was released, so that the history says nothing of it either. */
    public Head freed() {
        return with(c -> c.current = null);
    }

    /** Says where objects of the set may be from now on, before the first of them is applied. */
    public Head widened(ApplySetMembers more) {
        return with(c -> c.members = members.union(more));
    }

    /** Says where objects of the set are, after a prune has found out. */
    public Head narrowed(ApplySetMembers now) {
        return with(c -> c.members = now);
    }

    /** Remembers Jobs that are done. */
    public Head withDoneJobs(Collection<String> jobs) {
        List<String> all = new ArrayList<>(doneJobs);
        all.removeAll(jobs);
        all.addAll(jobs);
        int surplus = Math.max(0, all.size() - REMEMBERED_JOBS);
        return with(c -> c.doneJobs = all.subList(surplus, all.size()));
    }

    /** Ends the release under way, which frees the application, and names the revisions that are too old to keep. */
    public Head ended(Revision ended) {
        boolean good = ended.outcome() == Outcome.SUCCEEDED;
        int nowLive = good ? ended.revision() : live;
        int nowGood = good ? ended.revision() : lastGood;
        Set<Integer> kept = new HashSet<>(List.of(nowLive, nowGood));
        // What served until now, and the colour that is kept: a rollback goes to them.
        kept.add(live);
        if (colours != null && colours.standby() != null) {
            kept.add(colours.standby().revision());
        }
        List<Revision> all = new ArrayList<>(revisions);
        all.add(ended);
        List<Integer> out = new ArrayList<>(evicting);
        int surplus = all.size() - KEPT;
        for (Revision old : List.copyOf(all)) {
            if (surplus > 0 && !kept.contains(old.revision())) {
                all.remove(old);
                out.add(old.revision());
                surplus--;
            }
        }
        if (ended.outcome() == Outcome.NOTHING_CHANGED) {
            // It may have written parts before it gave up, and nobody will ask for them.
            out.add(ended.revision());
        }
        return with(c -> {
            c.live = nowLive;
            c.lastGood = nowGood;
            c.current = null;
            c.revisions = all;
            c.evicting = out;
        });
    }

    /**
     * Says that a release which had succeeded is bad: {@code previous} never leads to it, and {@code lastGood} is the
     * newest of those that remain. It stays live until something else is released.
     *
     * @return the same head when that release is not on record or did not succeed
     */
    public Head markedBad(int number, String why) {
        List<Revision> all = revisions.stream()
                .map(r -> r.revision() == number && r.isGood() ? r.markedBad(why) : r)
                .toList();
        int good = all.stream()
                .filter(Revision::isGood)
                .mapToInt(Revision::revision)
                .max()
                .orElse(0);
        return with(c -> {
            c.revisions = all;
            c.lastGood = good;
        });
    }

    /**
     * The release that a rollback to {@code previous} leads to: the newest good one that is not live. When the last
     * release failed and its changes are still there, what runs is not the live one, and the way back is to that.
     */
    @JsonIgnore
    public Optional<Revision> previous() {
        boolean liveRuns = revisions.stream()
                .filter(r -> r.outcome() == Outcome.NOT_UNDONE)
                .noneMatch(r -> r.revision() > live);
        return revisions.stream()
                .filter(Revision::isGood)
                .filter(r -> !liveRuns || r.revision() != live)
                .reduce((older, newer) -> newer);
    }

    public Head evicted() {
        return with(c -> c.evicting = List.of());
    }

    @JsonIgnore
    public Optional<Revision> revision(int number) {
        return revisions.stream().filter(r -> r.revision() == number).findFirst();
    }
}
