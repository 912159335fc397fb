package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.apply.ChangedMeanwhileException;
import io.jenkins.plugins.k8srelease.engine.apply.Undo;
import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenPlan;
import io.jenkins.plugins.k8srelease.engine.bluegreen.Position;
import io.jenkins.plugins.k8srelease.engine.bluegreen.Steered;
import io.jenkins.plugins.k8srelease.engine.bluegreen.Steerer;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.history.RecordedObject;
import io.jenkins.plugins.k8srelease.engine.history.SwitchStage;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Undoes what a blue-green release did to the Service and to what follows it: first the old colour serves again, alone; only
 * then may the new one go; and only when it has gone is the Service's selector widened to what it was.
 */
final class SwitchBack {

    /** A colour that is short of pods is better than a broken one: scaling it back up is not waited for any longer. */
    private static final Duration SCALING = Duration.ofMinutes(1);

    private final Session session;
    private final BlueGreenPlan plan;
    private final ColourPods pods;
    private final Steerer steerer;

    SwitchBack(Session session) {
        this.session = session;
        this.plan = session.document.blueGreen();
        this.pods = new ColourPods(session);
        this.steerer = HoldFlow.steerer(session);
    }

    /** Who refuses once has not refused for good, and until it is done the broken colour gets requests. */
    private static <T> T twice(Supplier<T> call) {
        try {
            return call.get();
        } catch (ApiException e) {
            return call.get();
        }
    }

    /** Leads all requests back to the old colour, and waits until no node sends any to the new one. */
    Next before(Next.Step then) {
        pods.watch();
        Optional<Steered> pivot = plan.pivot();
        boolean mayBeSwitched = session.current().hasReached(SwitchStage.SWITCHING);
        if (pivot.isEmpty() || !mayBeSwitched) {
            return new Next.Go(then);
        }
        KubeObject service = twice(
                        () -> Cluster.join(session.cluster.get(pivot.get().ref())))
                .orElseThrow(() -> new ReleaseFailure("Service " + plan.service() + " was deleted by somebody else"));
        boolean known = Stream.of(Position.values()).anyMatch(p -> pivot.get().isAt(service, p));
        if (!known) {
            throw new ReleaseFailure("Service " + plan.service() + " was switched by somebody else, to "
                    + service.strings("spec", "selector") + ": nothing of either colour was taken away");
        }
        if (plan.from() == null || !pivot.get().isAt(service, Position.AFTER)) {
            // Also after a process that died between leading back and draining: what drains once more loses time only.
            return plan.from() == null ? turn(pivot.get(), then) : drained(pivot.get(), then);
        }
        return size(pivot.get(), System.nanoTime() + SCALING.toNanos(), then);
    }

    /** The old colour is scaled up first when the new one has more ready pods than it. */
    private Next size(Steered pivot, long until, Next.Step then) {
        boolean enough = true;
        for (Colours.Member member : plan.from().workloads()) {
            Optional<KubeObject> old = pods.deployment(member);
            long serving = pods.counterpart(plan.to(), member)
                    .map(d -> d.number(0, "status", "readyReplicas"))
                    .orElse(0L);
            if (old.isPresent() && old.get().number(0, "status", "readyReplicas") < serving) {
                enough = false;
                if (old.get().number(1, "spec", "replicas") < serving) {
                    twice(() -> {
                        pods.scale(old.get(), serving);
                        return null;
                    });
                }
            }
        }
        Duration left = Duration.ofNanos(until - System.nanoTime());
        return enough || left.isNegative() ? turn(pivot, then) : new Next.Park(left, () -> size(pivot, until, then));
    }

    private Next turn(Steered pivot, Next.Step then) {
        twice(() -> steerer.move(pivot, Position.HELD));
        session.info("switched Service " + plan.service() + " back"
                + (plan.from() == null ? "" : " to " + plan.from().colour()));
        return plan.from() == null ? new Next.Go(then) : drained(pivot, then);
    }

    /** Open connections to the new colour, and nodes that have not heard yet, cannot be seen: it stays for as long as the old. */
    private Next drained(Steered pivot, Next.Step then) {
        twice(() -> {
            HoldFlow.followers(session, Position.HELD);
            return null;
        });
        return awaitTraffic(System.nanoTime() + session.remaining().toNanos(), then);
    }

    private Next awaitTraffic(long until, Next.Step then) {
        Duration left = Duration.ofNanos(until - System.nanoTime());
        if (pods.aloneBehind(plan.service(), plan.from())) {
            return drain(System.nanoTime() + plan.drainMillis() * 1_000_000, then);
        }
        if (left.isNegative()) {
            throw new ReleaseFailure("the endpoints of Service " + plan.service() + " are not those of "
                    + plan.from().colour() + " alone, so " + plan.to().colour() + " was left where it is");
        }
        return new Next.Park(left, () -> awaitTraffic(until, then));
    }

    private static Next drain(long until, Next.Step then) {
        Duration left = Duration.ofNanos(until - System.nanoTime());
        return left.isNegative() || left.isZero()
                ? new Next.Go(then)
                : new Next.Park(left.plusMillis(1), () -> drain(until, then));
    }

    /**
     * Sets everything that was steered to what it was.
     *
     * @param gone true when nothing of the new colour is left: otherwise a wider selector would find it
     * @return what could not be done
     */
    List<String> after(boolean gone) {
        if (!gone) {
            return left();
        }
        List<Steered> open = new ArrayList<>(plan.steering());
        open.removeIf(s -> s.uid().isEmpty());
        Collections.reverse(open);
        List<String> errors = new ArrayList<>();
        // Each by itself, and once more what was refused: a Deployment that stays paused would never be released again.
        for (int pass = 0; pass < 2 && !open.isEmpty(); pass++) {
            errors.clear();
            open.removeIf(s -> isBack(s, errors));
        }
        return errors;
    }

    /** What holds the old colour stays as long as the new one may be there: its idle pods would shrink an autoscaled one. */
    private List<String> left() {
        List<String> left = new ArrayList<>();
        if (plan.from() != null) {
            left.add("Service " + plan.service() + " still selects the "
                    + plan.from().colour() + " colour only, since something of the other one may be left");
        }
        for (Steered steered : plan.steering()) {
            if (!plan.isPivot(steered) && !steered.uid().isEmpty()) {
                try {
                    Cluster.join(session.cluster.get(steered.ref()))
                            .filter(live -> live.uid().equals(steered.uid()))
                            .ifPresent(live -> left.addAll(steered.leftIn(live)));
                } catch (ApiException e) {
                    left.add(steered.ref() + " may still be held: " + e.getMessage());
                }
            }
        }
        return left;
    }

    private boolean isBack(Steered steered, List<String> errors) {
        Undo undo = new Undo(session.cluster, session.applier, session.names.fieldManager(), false);
        try {
            for (RecordedObject object : session.document.objects()) {
                if (object.change() && steered.ref().sameObject(object.config().ref())) {
                    undo.restore(object);
                }
            }
            steerer.move(steered, Position.BEFORE);
            return true;
        } catch (ChangedMeanwhileException e) {
            errors.add(e.getMessage());
        } catch (ApiException e) {
            errors.add(steered.ref() + ": " + e.getMessage());
        }
        return false;
    }
}
