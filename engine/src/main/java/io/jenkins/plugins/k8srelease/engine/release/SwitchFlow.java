package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenPlan;
import io.jenkins.plugins.k8srelease.engine.bluegreen.Position;
import io.jenkins.plugins.k8srelease.engine.bluegreen.ServiceSlices;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.history.SwitchStage;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns the Service to the other colour by one conditional write, once that colour is as large and as ready as the active one
 * is at that moment; then sees to it that nobody is sent to the old one any more, and observes.
 */
final class SwitchFlow {

    private final Session session;
    private final ApplyFlow apply;
    private final ProofFlow proof;
    private final BlueGreenPlan plan;
    private final ColourPods pods;
    private Duration pause = Duration.ofSeconds(30);

    SwitchFlow(Session session, ApplyFlow apply, ProofFlow proof) {
        this.session = session;
        this.apply = apply;
        this.proof = proof;
        this.plan = session.document.blueGreen();
        this.pods = new ColourPods(session);
    }

    Next start() {
        pods.watch();
        return awaitReadiness();
    }

    private Next awaitReadiness() {
        session.checkAborted();
        Optional<String> missing = missing();
        if (missing.isEmpty()) {
            return turn();
        }
        Duration remaining = session.remaining();
        if (remaining.isNegative()) {
            throw new ReleaseFailure("the " + plan.to().colour() + " colour was not ready to take over in time: "
                    + missing.get() + ". The Service was not switched");
        }
        return new Next.Park(shorter(remaining), this::awaitReadiness);
    }

    /** What stands against the switch at this moment. */
    private Optional<String> missing() {
        List<KubeObject> deployments = new ArrayList<>();
        for (Colours.Member member : plan.to().workloads()) {
            Optional<KubeObject> deployment = pods.deployment(member);
            if (deployment.isEmpty()) {
                return Optional.of("Deployment " + member.deployment() + " does not exist");
            }
            deployments.add(deployment.get());
            Optional<KubeObject> active = pods.counterpart(plan.from(), member);
            long wanted = active.map(a -> a.number(1, "spec", "replicas")).orElse(0L);
            if (deployment.get().number(1, "spec", "replicas") < wanted) {
                pods.scale(deployment.get(), wanted);
                return Optional.of(deployment.get() + " is being scaled to " + wanted);
            }
            long ready = deployment.get().number(0, "status", "readyReplicas");
            long now = active.map(a -> a.number(0, "status", "readyReplicas")).orElse(0L);
            if (ready < Math.max(Math.min(1, deployment.get().number(1, "spec", "replicas")), now)) {
                return Optional.of(deployment.get() + " has " + ready + " ready pods, the active colour " + now);
            }
        }
        return unhealthy(deployments).or(this::unseen);
    }

    private Optional<String> unhealthy(List<KubeObject> deployments) {
        Wait.Look look = session.wait.look(deployments);
        pause = look.pause();
        if (look.failed() != null) {
            throw new ReleaseFailure(
                    look.failed() + ": " + session.wait.verdict(look.failed()).message(),
                    look.failed(),
                    session.wait.verdict(look.failed()));
        }
        return look.waiting().stream()
                .findFirst()
                .map(o -> o + ": " + session.wait.verdict(o).message());
    }

    /** Nodes must know the pods already, as far as slices tell: the preview Service has the same ports. */
    private Optional<String> unseen() {
        if (plan.way() == BlueGreenPlan.Way.BACK) {
            return Optional.empty();
        }
        boolean seen = session.view
                .find(Kinds.SERVICE, session.names.namespace(), plan.preview())
                .filter(s -> ServiceSlices.leadOnlyTo(pods.serving(plan.to()), s, session.view))
                .isPresent();
        return seen
                ? Optional.empty()
                : Optional.of("the endpoints of Service " + plan.preview() + " are being updated");
    }

    private Next turn() {
        session.checkAborted();
        if (!session.current().hasReached(SwitchStage.SWITCHING)) {
            session.claim.update(h -> h.staged(SwitchStage.SWITCHING));
        }
        session.checkAborted();
        long start = System.nanoTime();
        if (plan.pivot().isPresent()) {
            HoldFlow.steerer(session).move(plan.pivot().get(), Position.AFTER);
            session.info("switched Service " + plan.service() + " to "
                    + plan.to().colour() + " in " + Durations.text((System.nanoTime() - start) / 1_000_000));
        }
        session.guard = () -> {};
        session.claim.update(h -> h.staged(SwitchStage.SWITCHED));
        return apply.late(this::afterSwitch);
    }

    /** Goes on after the switch; doing it again changes nothing. */
    Next afterSwitch() {
        pods.watch();
        if (session.again) {
            return apply.late(this::follow);
        }
        return follow();
    }

    private Next follow() {
        HoldFlow.followers(session, Position.AFTER);
        return awaitTraffic(new Observation(session.view));
    }

    /** Old pods are endpoints for some moments still. */
    private Next awaitTraffic(Observation observation) {
        session.checkAborted();
        observe(observation);
        if (pods.aloneBehind(plan.service(), plan.to())) {
            long millis = Math.max(
                    plan.from() == null ? 0 : plan.drainMillis(),
                    session.document.settings().observeMillis());
            session.info("only " + plan.to().colour() + " gets requests"
                    + (millis == 0 ? "" : "; observing for " + Durations.text(millis)));
            return observe(observation, System.nanoTime() + millis * 1_000_000);
        }
        Duration remaining = session.remaining();
        if (remaining.isNegative()) {
            throw new ReleaseFailure("the endpoints of Service " + plan.service() + " still are not those of "
                    + plan.to().colour() + " alone");
        }
        return new Next.Park(shorter(remaining), () -> awaitTraffic(observation));
    }

    private Next observe(Observation observation, long until) {
        session.checkAborted();
        observe(observation);
        Duration left = Duration.ofNanos(until - System.nanoTime());
        if (left.isNegative() || left.isZero()) {
            return proof.succeedSwitched();
        }
        return new Next.Park(shorter(left).plusMillis(1), () -> observe(observation, until));
    }

    /** A verdict may change by the passing of time alone. */
    private Duration shorter(Duration longest) {
        return longest.compareTo(pause) < 0 ? longest : pause;
    }

    private void observe(Observation observation) {
        List<KubeObject> deployments = plan.to().workloads().stream()
                .map(pods::deployment)
                .flatMap(Optional::stream)
                .toList();
        Wait.Look look = session.wait.look(deployments);
        pause = look.pause();
        if (look.failed() != null) {
            throw new ReleaseFailure(
                    "became unhealthy after the switch: " + look.failed() + ": "
                            + session.wait.verdict(look.failed()).message(),
                    look.failed(),
                    session.wait.verdict(look.failed()));
        }
        observation.look(deployments).ifPresent(wrong -> {
            KubeObject workload = deployments.stream()
                    .filter(d -> wrong.startsWith(d.ref() + ":"))
                    .findFirst()
                    .orElseThrow();
            throw new ReleaseFailure(wrong, workload, session.wait.verdict(workload));
        });
    }
}
