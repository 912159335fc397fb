package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.history.ClaimHeldException;
import io.jenkins.plugins.k8srelease.engine.history.Claimer;
import io.jenkins.plugins.k8srelease.engine.history.Current;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.Phase;
import io.jenkins.plugins.k8srelease.engine.history.Revision;
import io.jenkins.plugins.k8srelease.engine.history.StoredHead;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import java.time.Duration;
import java.util.Optional;

/**
 * Ends a release of another process. As long as that one lives it does the work, since two must never write into one
 * application; when its claim is not renewed any more the release is taken over and undone here.
 */
final class AbortFlow {

    /** Each request costs the owner one renewal, so it must be rarer than those. */
    private static final Duration ASK_AGAIN = Duration.ofMinutes(1);

    private final Session session;
    private final UndoFlow undo;
    private final String reason;
    private final Duration timeout;
    private int revision;
    private long asked;

    AbortFlow(Session session, UndoFlow undo, String reason, Duration timeout) {
        this.session = session;
        this.undo = undo;
        this.reason = "by " + session.holder + (reason.isEmpty() ? "" : ": " + reason);
        this.timeout = timeout;
    }

    Next start() {
        Optional<Current> current = session.heads.read().map(StoredHead::head).map(Head::current);
        if (current.isEmpty()) {
            return new Next.End(session.result(
                    Status.UNCHANGED,
                    0,
                    "no release of " + session.names.app() + " is under way; there is nothing to abort"));
        }
        revision = current.get().revision();
        return ask(current.get());
    }

    private Next ask(Current current) {
        if (current.revision() != revision) {
            return ended();
        }
        boolean undoing = current.phase() == Phase.UNDOING;
        if (current.holder() != null && !current.holder().isKnownDead() && !undoing) {
            session.claimer.requestAbort(reason);
            asked = System.nanoTime();
            session.info("asked " + current.holder() + " to undo release " + revision
                    + "; waiting until it has, or until it is known to be gone");
        } else if (undoing) {
            session.info(current.describe() + " is being undone already");
        }
        Claimer.Attempt attempt = session.claimer.takeOver(session.holder);
        return attempt == null ? ended() : follow(attempt);
    }

    private Next follow(Claimer.Attempt attempt) {
        if (attempt instanceof Claimer.Taken taken) {
            session.hold(taken.claim());
            if (taken.interrupted().revision() != revision) {
                // The one to be aborted ended, another began and died, all since the last look: that one is not meant.
                session.claim.update(head -> head.takenOver(null));
                session.claim.close();
                session.claim = null;
                return ended();
            }
            session.info("took over " + taken.interrupted().describe());
            return quiet(System.nanoTime() + taken.quiet().toNanos());
        }
        Claimer.Owned owned = (Claimer.Owned) attempt;
        return new Next.Park(owned.pause(), () -> look(owned));
    }

    /** What the former owner sent before it was taken over may still arrive; after this, nothing does. */
    private Next quiet(long until) {
        Duration left = Duration.ofNanos(until - System.nanoTime());
        return left.isNegative() || left.isZero()
                ? undo.finish("aborted " + reason)
                : new Next.Park(left.plusMillis(1), () -> quiet(until));
    }

    private Next look(Claimer.Owned owned) {
        session.checkAborted();
        Claimer.Attempt next;
        try {
            next = owned.again(session.holder);
        } catch (ClaimHeldException e) {
            return lives();
        }
        return next == null ? ended() : follow(next);
    }

    /** The owner has renewed its claim since the last look: it is at work, and the wait for its silence begins anew. */
    private Next lives() {
        if (session.elapsed().compareTo(timeout) > 0) {
            return new Next.End(session.result(
                    Status.NOT_STARTED,
                    revision,
                    "release " + revision + " has not ended within " + Durations.text(timeout.toMillis())
                            + ", although its owner lives and was asked to undo it; it goes on. Run 'k8s-release status'"
                            + " to see what it waits for"));
        }
        Optional<Current> current = session.heads.read().map(StoredHead::head).map(Head::current);
        if (current.isEmpty() || current.get().revision() != revision) {
            return ended();
        }
        if (current.get().phase() != Phase.UNDOING && System.nanoTime() - asked > ASK_AGAIN.toNanos()) {
            // It may have been started anew since, as a Jenkins controller is, and then it has not heard.
            return ask(current.get());
        }
        Claimer.Attempt attempt = session.claimer.takeOver(session.holder);
        return attempt == null ? ended() : follow(attempt);
    }

    private Next ended() {
        Optional<Revision> found = session.heads.read().flatMap(h -> h.head().revision(revision));
        if (found.isEmpty()) {
            return new Next.End(session.result(
                    Status.NOT_UNDONE, revision, "release " + revision + " has ended, and its record is gone"));
        }
        Revision ended = found.get();
        String why = ended.reason() == null ? "" : ": " + ended.reason();
        return new Next.End(
                switch (ended.outcome()) {
                    case UNDONE ->
                        session.result(
                                Status.UNDONE,
                                revision,
                                "release " + revision + " was aborted, and everything is as it was before it" + why);
                    case NOTHING_CHANGED ->
                        session.result(
                                Status.UNDONE,
                                revision,
                                "release " + revision + " was aborted before it changed anything");
                    case NOT_UNDONE ->
                        session.result(
                                Status.NOT_UNDONE,
                                revision,
                                "release " + revision + " has ended and was not undone" + why);
                    case SUCCEEDED ->
                        session.result(
                                Status.NOT_STARTED,
                                revision,
                                "release " + revision
                                        + " passed before it could be aborted; 'k8s-release rollback' goes"
                                        + " back to the one before");
                });
    }
}
