package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.apply.Undo;
import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenPlan;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.history.ClaimLostException;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.Outcome;
import io.jenkins.plugins.k8srelease.engine.history.Phase;
import io.jenkins.plugins.k8srelease.engine.history.RecordedObject;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.plan.Planner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Restores what a failed release changed, waits until that is healthy, and records which of the two is true. */
final class UndoFlow {

    /** What an undo came to, wave by wave. */
    private static final class Progress {
        private final List<KubeObject> restored = new ArrayList<>();
        private final List<KubeObject> deleted = new ArrayList<>();
        private final Map<RecordedObject, String> refused = new LinkedHashMap<>();
        private final List<String> errors = new ArrayList<>();
    }

    private static final Duration GONE_CHECK = Duration.ofMillis(500);

    private final Session session;
    /** True when an earlier process may have restored a part, whose health nobody has awaited. */
    private boolean resumed;

    UndoFlow(Session session) {
        this.session = session;
    }

    /** Undoes the release under way. */
    Next begin(String reason) {
        if (!session.document.settings().undoOnFailure() && session.document.blueGreen() == null) {
            int revision = session.current().revision();
            new Ending(session).write(Outcome.NOT_UNDONE, reason);
            return new Next.End(session.result(
                    ReleaseResult.Status.NOT_UNDONE, revision, reason + ". It was left as it is, as asked"));
        }
        session.info("undoing release " + session.current().revision() + ": " + reason);
        session.claim.update(h -> h.journalled(Phase.UNDOING, h.current().wave(), reason));
        return restore(UnaryOperator.identity(), null);
    }

    /** Undoes what another process began, or goes on undoing it, and ends. */
    Next finish(String reason) {
        return settle(UnaryOperator.identity(), null, reason);
    }

    /** Undoes what another process began; then does something more to the head in the same write, and goes on. */
    Next settle(UnaryOperator<Head> also, Next.Step then) {
        return settle(also, then, "its process ended before it was done");
    }

    private Next settle(UnaryOperator<Head> also, Next.Step then, String why) {
        Phase phase = session.current().phase();
        if (phase == Phase.PLANNING && session.isRetiring()) {
            // What is gone cannot come back, and what is left of it is of no use.
            String what = why + "; the old colour was being retired, which is finished";
            return new RetireFlow(session).retire(() -> end(Outcome.NOTHING_CHANGED, what, also, then));
        }
        if (phase == Phase.PLANNING) {
            return end(Outcome.NOTHING_CHANGED, why + "; nothing had been changed", also, then);
        }
        if (phase == Phase.PRUNING) {
            return then == null ? new PruneFlow(session).resume() : new PruneFlow(session).settle(also, then);
        }
        if (!ApplyFlow.load(session)) {
            // Whoever deletes Secrets of the record must not be able to lock the application for ever.
            return end(
                    Outcome.NOT_UNDONE,
                    why + "; its record was deleted by somebody, so what it changed is not known and cannot be undone",
                    also,
                    then);
        }
        resumed = phase == Phase.UNDOING;
        if (phase == Phase.APPLYING) {
            session.claim.update(h -> h.journalled(Phase.UNDOING, h.current().wave(), why));
        }
        return restore(also, then);
    }

    private Next restore(UnaryOperator<Head> also, Next.Step then) {
        session.restartClock();
        session.guard = () -> {};
        if (session.document.blueGreen() == null) {
            return restoreWaves(also, then);
        }
        // The old colour serves again before anything of the other one goes.
        boolean keep = !session.document.settings().undoOnFailure();
        // A step of its own, so that what stands against the way back is a failure of the undo.
        return new Next.Go(
                () -> new SwitchBack(session).before(() -> keep ? keep(also, then) : restoreWaves(also, then)));
    }

    /** The other colour stays beside the active one, as asked; whoever releases next retires it. */
    private Next keep(UnaryOperator<Head> also, Next.Step then) {
        BlueGreenPlan plan = session.document.blueGreen();
        UnaryOperator<Head> kept = plan.from() == null
                ? also
                : h -> also.apply(h.withColours(new ColourRecord(session).leftBeside(h.colours())));
        return end(Outcome.NOT_UNDONE, session.current().reason(), kept, then);
    }

    private Next restoreWaves(UnaryOperator<Head> also, Next.Step then) {
        Progress progress = new Progress();
        Undo undo = new Undo(session.cluster, session.applier, session.names.fieldManager(), resumed);
        for (int wave = session.current().wave(); wave >= 0; wave--) {
            for (RecordedObject object : session.document.wave(wave)) {
                if (object.change() && !isSteered(object)) {
                    restore(undo, object, progress);
                }
            }
        }
        // A server or a webhook that refuses once has not refused for good, and what stays is in everybody's way.
        List<RecordedObject> again = List.copyOf(progress.refused.keySet());
        progress.refused.clear();
        again.forEach(object -> restore(undo, object, progress));
        progress.errors.addAll(progress.refused.values());
        new StuckPods(session).delete(progress.restored);
        Wait wait = new Wait(session);
        wait.watch(progress.restored);
        return await(progress, wait, also, then);
    }

    private boolean isSteered(RecordedObject object) {
        BlueGreenPlan plan = session.document.blueGreen();
        return plan != null && plan.isSteered(object.config());
    }

    private void restore(Undo undo, RecordedObject object, Progress progress) {
        KubeObject config = object.config();
        try {
            Undo.Done done = undo.restore(object);
            Undo.Result result = done.result();
            session.written.remove(Planner.key(config));
            // A watch may still tell of the object as it was before, whose verdict is that of the failed release.
            done.written().ifPresent(o -> session.written.put(Planner.key(config), o));
            switch (result) {
                case RESTORED -> progress.restored.add(config);
                case DELETED -> progress.deleted.add(config);
                case KEPT -> session.info("kept " + config + ": an undo never deletes a " + config.kind());
                case UNTOUCHED -> {
                    if (resumed && !object.before().wasAbsent()) {
                        progress.restored.add(config);
                    }
                }
            }
            if (result == Undo.Result.RESTORED || result == Undo.Result.DELETED) {
                String what = result == Undo.Result.RESTORED ? "restored" : "deleted";
                session.tell(new ReleaseEvent.Applied(config.ref(), what));
            }
        } catch (ClaimLostException e) {
            throw e;
        } catch (ApiException e) {
            progress.refused.put(object, config + ": " + e.getMessage());
        } catch (RuntimeException e) {
            progress.errors.add(config + ": " + e.getMessage());
        }
    }

    private Next await(Progress progress, Wait wait, UnaryOperator<Head> also, Next.Step then) {
        progress.deleted.removeIf(this::isGone);
        Wait.Look look = wait.look(progress.restored);
        if (look.waiting().isEmpty() && progress.deleted.isEmpty()) {
            return done(progress, also, then);
        }
        if (session.remaining().isNegative() || (look.failed() != null && progress.deleted.isEmpty())) {
            for (KubeObject object : look.waiting()) {
                progress.errors.add(object + " is as it was, but not healthy: "
                        + wait.verdict(object).message());
            }
            progress.deleted.forEach(
                    o -> progress.errors.add(o + " is not gone yet: something holds its deletion back"));
            return done(progress, also, then);
        }
        Duration pause = progress.deleted.isEmpty() ? look.pause() : GONE_CHECK;
        return new Next.Park(pause, () -> await(progress, wait, also, then));
    }

    /**
     * Asked for instead of watched, since objects of every kind can be among them; only while an undo deletes. No answer is no
     * reason to leave the rest of the undo undone: it is asked again.
     */
    private boolean isGone(KubeObject object) {
        return session.holds(
                object.ref(), now -> now.filter(KubeObject::isBeingDeleted).isEmpty());
    }

    private Next done(Progress progress, UnaryOperator<Head> also, Next.Step then) {
        if (session.document.blueGreen() != null) {
            progress.errors.addAll(new SwitchBack(session).after(progress.errors.isEmpty()));
        }
        String reason = session.current().reason();
        return progress.errors.isEmpty()
                ? end(Outcome.UNDONE, reason, also, then)
                : end(
                        Outcome.NOT_UNDONE,
                        reason + ". The undo is not complete: " + String.join("; ", progress.errors),
                        also,
                        then);
    }

    private Next end(Outcome outcome, String reason, UnaryOperator<Head> also, Next.Step then) {
        int revision = session.current().revision();
        new Ending(session).write(outcome, reason, also);
        if (then != null) {
            session.info("release " + revision + ": " + words(outcome));
            return new Next.Go(then);
        }
        session.claim.close();
        ReleaseResult.Status status =
                outcome == Outcome.NOT_UNDONE ? ReleaseResult.Status.NOT_UNDONE : ReleaseResult.Status.UNDONE;
        return new Next.End(session.result(status, revision, reason + ". " + words(outcome)));
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case UNDONE -> "Everything that it changed is as it was before, and healthy";
            case NOT_UNDONE -> "What it changed is still there, wholly or in part";
            case NOTHING_CHANGED -> "Nothing had been changed";
            case SUCCEEDED -> "It is live";
        };
    }
}
