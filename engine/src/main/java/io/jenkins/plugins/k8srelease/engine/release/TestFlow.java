package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenPlan;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.history.SwitchStage;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Tests a colour that is up and that nobody is sent to yet: smoke tests at its preview Service, then the caller's test. */
final class TestFlow {

    /** How often health is looked at without a change, while a person may be thinking. */
    private static final Duration LOOK = Duration.ofSeconds(30);

    private final Session session;
    private final ApplyFlow apply;
    private final ProofFlow proof;
    private final BlueGreenPlan plan;

    TestFlow(Session session, ApplyFlow apply, ProofFlow proof) {
        this.session = session;
        this.apply = apply;
        this.proof = proof;
        this.plan = session.document.blueGreen();
    }

    Next start() {
        SwitchFlow then = new SwitchFlow(session, apply, proof);
        if (session.current().hasReached(SwitchStage.SWITCHED)) {
            return then.afterSwitch();
        }
        session.guard = new HoldFlow(session).guard();
        if (session.current().hasReached(SwitchStage.SWITCHING)) {
            return then.start();
        }
        session.claim.update(h -> h.staged(SwitchStage.TESTING));
        return new SmokeFlow(session).run(session.document.settings().smoke(), () -> gate(then));
    }

    private Next gate(SwitchFlow then) {
        if (!plan.gated()) {
            return then.start();
        }
        if (session.gate == null) {
            throw new ReleaseFailure("the process that tested the " + plan.to().colour()
                    + " colour ended before its test did, and nobody else can tell how it went");
        }
        GreenReady ready = new GreenReady(
                session.current().revision(),
                session.names.namespace(),
                plan.to().colour(),
                plan.service(),
                plan.preview(),
                plan.to().workloads().stream().map(Colours.Member::deployment).toList());
        session.info(plan.to().colour() + " is ready at Service " + plan.preview() + ", and waits for its test");
        CompletableFuture<Gate.Verdict> verdict = begin(ready);
        verdict.whenComplete((v, t) -> session.wake.run());
        return await(verdict, then);
    }

    private CompletableFuture<Gate.Verdict> begin(GreenReady ready) {
        try {
            return session.gate.test(ready);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The time that the caller's test takes is not the release's: only health and aborts end it. */
    private Next await(CompletableFuture<Gate.Verdict> verdict, SwitchFlow then) {
        session.checkAborted();
        if (verdict.isDone()) {
            Gate.Verdict ended = ended(verdict);
            if (!ended.passed()) {
                throw new ReleaseFailure("the test of the " + plan.to().colour() + " colour failed: " + ended.reason());
            }
            session.restartClock();
            return then.start();
        }
        List<KubeObject> early = session.document.early();
        Wait.Look look = session.wait.look(early);
        if (look.failed() != null) {
            throw new ReleaseFailure(
                    "became unhealthy while it was tested: " + look.failed() + ": "
                            + session.wait.verdict(look.failed()).message(),
                    look.failed(),
                    session.wait.verdict(look.failed()));
        }
        Duration pause = look.pause().compareTo(LOOK) < 0 ? look.pause() : LOOK;
        return new Next.Park(pause.plusMillis(1), () -> await(verdict, then));
    }

    private static Gate.Verdict ended(CompletableFuture<Gate.Verdict> verdict) {
        try {
            return verdict.join();
        } catch (RuntimeException e) {
            Throwable cause = Cluster.unwrap(e);
            return Gate.Verdict.fail("it gave no verdict: " + cause);
        }
    }
}
