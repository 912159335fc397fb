package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.bluegreen.ColourLabels;
import io.jenkins.plugins.k8srelease.engine.bluegreen.Position;
import io.jenkins.plugins.k8srelease.engine.bluegreen.Steerer;
import io.jenkins.plugins.k8srelease.engine.bluegreen.Unadoption;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.history.Current;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.Moments;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.history.StoredHead;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes the colour away that was kept for a way back: its Deployments, and the copies of configuration that only it reads.
 * That it is being retired is on record before the first of it goes.
 */
final class RetireFlow {

    private static final String OPERATION = "retire";
    private static final Duration GONE_CHECK = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);

    private final Session session;

    RetireFlow(Session session) {
        this.session = session;
    }

    /**
     * Retires as an operation of its own.
     *
     * @param onlyIfDue true to leave a colour alone whose time is not over
     */
    Next start(UndoFlow undo, boolean onlyIfDue) {
        Optional<Colours> colours =
                session.heads.read().map(StoredHead::head).map(Head::colours).filter(c -> c.standby() != null);
        if (colours.isEmpty()) {
            return nothing("no other colour of " + session.names.app() + " is kept; there is nothing to retire");
        }
        Colours.Side standby = colours.get().standby();
        if (onlyIfDue && !standby.isDue(session.cluster.now())) {
            return nothing(standby.colour() + " is kept until " + Moments.text(standby.keepUntil()));
        }
        return new ClaimFlow(session).claim(OPERATION, OPERATION, List.of(), interrupted -> claimed(undo, interrupted));
    }

    private Next nothing(String message) {
        return new Next.End(session.result(ReleaseResult.Status.UNCHANGED, 0, message));
    }

    private Next claimed(UndoFlow undo, Current interrupted) {
        if (interrupted == null) {
            return retire(this::end);
        }
        return undo.settle(
                h -> h.restarted(
                        OPERATION, OPERATION, session.holder, Instant.now().toString()),
                () -> retire(this::end));
    }

    /** Retires at the end of a release that keeps nothing; its own result stays. */
    Next after(UndoFlow undo, ReleaseResult result) {
        session.passed = result;
        return new ClaimFlow(session).claim(OPERATION, OPERATION, List.of(), interrupted -> claimed(undo, interrupted));
    }

    private Next end() {
        session.claim.update(Head::freed);
        session.claim.close();
        return new Next.End(
                session.passed != null
                        ? session.passed
                        : session.result(
                                ReleaseResult.Status.SUCCEEDED,
                                session.claim.head().live(),
                                "the other colour of " + session.names.app() + " is retired"));
    }

    /** Retires under the claim that is held, then goes on; goes on at once when no other colour is kept. */
    Next retire(Next.Step then) {
        Colours colours = session.claim.head().colours();
        if (colours == null || colours.standby() == null) {
            return new Next.Go(then);
        }
        session.info("retiring " + colours.standby().colour() + ", which was kept for a way back");
        refuseServing(colours);
        session.claim.update(h -> h.withColours(h.colours().retiring()));
        List<KubeObject> going = new ArrayList<>();
        for (Colours.Member member : colours.standby().workloads()) {
            Cluster.join(session.cluster.get(deployment(member)))
                    .filter(d -> d.uid().equals(member.uid()))
                    .filter(d -> d.isBeingDeleted() || session.applier.delete(d))
                    .ifPresent(going::add);
        }
        return awaitGone(going, System.nanoTime() + LONGEST.toNanos(), () -> copies(colours, then));
    }

    /** The record may be older than what somebody did by hand. */
    private void refuseServing(Colours colours) {
        ObjectRef ref = new ObjectRef("v1", "Service", session.names.namespace(), colours.service());
        boolean serves = Cluster.join(session.cluster.get(ref))
                .filter(s ->
                        s.strings("spec", "selector").equals(colours.standby().selector()))
                .isPresent();
        if (serves) {
            throw new StartFailure(
                    false,
                    "Service " + colours.service() + " selects "
                            + colours.standby().colour()
                            + ", which the record has as the colour that does not serve: somebody else has switched it."
                            + " Nothing was retired; set its selector to "
                            + colours.active().selector() + " first",
                    null);
        }
    }

    private Next awaitGone(List<KubeObject> going, long until, Next.Step then) {
        session.checkAborted();
        going.removeIf(this::isGone);
        if (going.isEmpty()) {
            return new Next.Go(then);
        }
        if (System.nanoTime() > until) {
            throw new StartFailure(
                    false,
                    going.get(0) + " is still being deleted: something holds its pods or its deletion back",
                    null);
        }
        return new Next.Park(GONE_CHECK, () -> awaitGone(going, until, then));
    }

    private boolean isGone(KubeObject deleted) {
        return session.holds(deleted.ref(), now -> now.filter(o -> o.uid().equals(deleted.uid()))
                .isEmpty());
    }

    private Next copies(Colours colours, Next.Step then) {
        for (String copy : colours.standby().copies()) {
            if (colours.active().copies().contains(copy)) {
                continue;
            }
            int slash = copy.indexOf('/');
            ObjectRef ref =
                    new ObjectRef("v1", copy.substring(0, slash), session.names.namespace(), copy.substring(slash + 1));
            Cluster.join(session.cluster.get(ref))
                    .filter(o -> o.annotations().containsKey(ColourLabels.COPY_OF))
                    .filter(o -> session.names.applySetId().equals(o.labels().get(RecordNames.PART_OF_LABEL)))
                    .ifPresent(session.applier::delete);
        }
        boolean adopted = Unadoption.isAdopted(colours);
        if (adopted) {
            Steerer steerer = HoldFlow.steerer(session);
            Unadoption.steering(session.cluster, session.names.namespace(), colours)
                    .forEach(s -> steerer.move(s, Position.AFTER));
        }
        session.claim.update(h -> h.withColours(adopted ? null : h.colours().withStandby(null)));
        session.info("retired " + colours.standby().colour()
                + (adopted ? "; what serves has no colour any more, and ordinary releases go on" : ""));
        return adopted
                ? awaitSeen(colours.active(), System.nanoTime() + LONGEST_LOOK.toNanos(), then)
                : new Next.Go(then);
    }

    /** What was set free is being rolled out, for all that can be seen, until its controller has looked at it. */
    private Next awaitSeen(Colours.Side active, long until, Next.Step then) {
        boolean seen = active.workloads().stream().allMatch(this::isSeen);
        return seen || System.nanoTime() > until
                ? new Next.Go(then)
                : new Next.Park(GONE_CHECK, () -> awaitSeen(active, until, then));
    }

    private boolean isSeen(Colours.Member member) {
        return session.holds(
                deployment(member), now -> now.filter(d -> d.number(0, "status", "observedGeneration") < d.generation())
                        .isEmpty());
    }

    private ObjectRef deployment(Colours.Member member) {
        return new ObjectRef("apps/v1", "Deployment", session.names.namespace(), member.deployment());
    }
}
