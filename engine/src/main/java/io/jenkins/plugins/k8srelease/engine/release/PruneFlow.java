package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.history.ClaimLostException;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.Outcome;
import io.jenkins.plugins.k8srelease.engine.history.Phase;
import io.jenkins.plugins.k8srelease.engine.history.PruneTarget;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.plan.PruneRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * Deletes at the very end what earlier releases had applied and the one that has just passed does not have. Nothing of it
 * can be undone, so nothing of it is done before everything else has succeeded, and from then on the release only goes
 * forward.
 */
final class PruneFlow {

    private static final Duration GONE_CHECK = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Session session;
    private final List<String> errors = new ArrayList<>();

    PruneFlow(Session session) {
        this.session = session;
    }

    /** Prunes what the plan of this release says; {@code then} writes that the release has succeeded. */
    Next start(Next.Step then) {
        if (session.document.pruned() == null) {
            return new Next.Go(then);
        }
        List<PruneTarget> targets = targets();
        if (!targets.isEmpty()) {
            session.claim.update(h -> h.journalled(Phase.PRUNING, h.current().wave(), null));
        }
        return delete(targets, then);
    }

    /** Goes on with what another process began. */
    Next resume() {
        if (!ApplyFlow.load(session)) {
            return ended("its record was deleted by somebody, so what was to be pruned is not known");
        }
        return delete(targets(), () -> ended(null));
    }

    /** Ends a release whose prune was interrupted as what it is, a release that passed; another one then goes on. */
    Next settle(UnaryOperator<Head> also, Next.Step then) {
        ApplyFlow.load(session);
        int revision = session.current().revision();
        new Ending(session)
                .write(
                        Outcome.SUCCEEDED,
                        "its prune was interrupted; the next release with a prune deletes the rest",
                        also);
        session.info("release " + revision + " had passed before its prune was interrupted");
        return new Next.Go(then);
    }

    /** Ends the release, which has passed whatever became of its prune. */
    Next ended(String trouble) {
        int revision = session.current().revision();
        new Ending(session).write(Outcome.SUCCEEDED, trouble);
        if (trouble != null) {
            session.warn(trouble);
        }
        return new Next.End(session.result(
                ReleaseResult.Status.SUCCEEDED,
                revision,
                "release " + revision + " of " + session.names.app() + " is live and healthy"
                        + (trouble == null ? "" : "; " + trouble)));
    }

    private List<PruneTarget> targets() {
        return session.document.pruned() == null
                ? List.of()
                : session.document.pruned().stream()
                        .filter(t -> t.kept() == null)
                        .toList();
    }

    private Next delete(List<PruneTarget> targets, Next.Step then) {
        List<CompletableFuture<Boolean>> deletions = targets.stream()
                .map(t -> CompletableFuture.supplyAsync(() -> delete(t), session.writers))
                .toList();
        List<PruneTarget> going = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            PruneTarget target = targets.get(i);
            try {
                if (Cluster.join(deletions.get(i))) {
                    going.add(target);
                }
            } catch (ClaimLostException e) {
                throw e;
            } catch (RuntimeException e) {
                errors.add(target.object() + ": " + e.getMessage());
            }
        }
        return await(going, System.nanoTime() + PATIENCE.toNanos(), then);
    }

    /** Looks once more before it deletes: what has changed hands since the plan stays. */
    private boolean delete(PruneTarget target) {
        Optional<KubeObject> live = Cluster.join(session.cluster.get(target.object()));
        if (live.isEmpty() || !live.get().uid().equals(target.uid())) {
            return false;
        }
        if (!PruneRule.isOurs(live.get(), session.names)) {
            session.warn("kept " + target.object() + ": it is not ours any more");
            return false;
        }
        boolean deleted = live.get().isBeingDeleted() || session.applier.delete(live.get());
        if (deleted) {
            session.tell(new ReleaseEvent.Applied(target.object(), "deleted"));
        }
        return deleted;
    }

    private Next await(List<PruneTarget> going, long until, Next.Step then) {
        List<PruneTarget> left = going.stream().filter(t -> !isGone(t)).toList();
        if (left.isEmpty()) {
            return done(then);
        }
        if (System.nanoTime() > until) {
            left.forEach(t -> session.warn(t.object() + " is not gone yet: something holds its deletion back"));
            return done(then);
        }
        return new Next.Park(GONE_CHECK, () -> await(left, until, then));
    }

    private boolean isGone(PruneTarget target) {
        Optional<KubeObject> now = Cluster.join(session.cluster.get(target.object()));
        return now.isEmpty() || !now.get().uid().equals(target.uid());
    }

    private Next done(Next.Step then) {
        if (!errors.isEmpty()) {
            return ended("what it does not have any more could not all be deleted: " + String.join("; ", errors)
                    + "; the next release with a prune deletes the rest");
        }
        var members = session.document.members(session.names.namespace());
        if (!session.claim.head().members().equals(members)) {
            session.claim.update(h -> h.narrowed(members));
        }
        return new Next.Go(then);
    }
}
