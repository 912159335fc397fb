package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenPlan;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.health.Health;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.health.Verdict;
import io.jenkins.plugins.k8srelease.engine.history.AppliedState;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.history.Moments;
import io.jenkins.plugins.k8srelease.engine.history.Outcome;
import io.jenkins.plugins.k8srelease.engine.history.RecordedObject;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.plan.Planner;
import io.jenkins.plugins.k8srelease.engine.rollout.RunningImages;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What follows when all waves are healthy: smoke tests, observation, and the record of success. */
final class ProofFlow {

    private final Session session;
    private final SmokeFlow smoke;

    ProofFlow(Session session) {
        this.session = session;
        this.smoke = new SmokeFlow(session);
    }

    Next start() {
        return smoke.run(checks(), () -> observe(this::succeed));
    }

    Next startUnchanged(int live) {
        return smoke.run(
                checks(),
                () -> observe(() -> new Next.End(session.result(
                        ReleaseResult.Status.UNCHANGED,
                        live,
                        "nothing to change: release " + live + " is live and healthy"))));
    }

    private List<SmokeCheck> checks() {
        return session.document.settings().smoke();
    }

    private Next observe(Next.Step then) {
        long millis = session.document.settings().observeMillis();
        if (millis == 0) {
            return new Next.Go(then);
        }
        session.info("healthy; observing for " + Durations.text(millis));
        List<KubeObject> configs =
                session.document.objects().stream().map(RecordedObject::config).toList();
        return observe(
                configs, new Observation(session.view), System.nanoTime() + millis * 1_000_000, session.wait, then);
    }

    private Next observe(List<KubeObject> configs, Observation observation, long until, Wait wait, Next.Step then) {
        session.checkAborted();
        Wait.Look look = wait.look(configs);
        if (look.failed() != null) {
            Verdict verdict = wait.verdict(look.failed());
            throw ReleaseFailure.whileObserved(
                    "became unhealthy while it was observed: " + look.failed() + ": " + verdict.message(),
                    look.failed(),
                    verdict);
        }
        observation.look(workloads(configs)).ifPresent(wrong -> {
            throw unhealthy(wrong, configs, wait);
        });
        Duration left = Duration.ofNanos(until - System.nanoTime());
        if (left.isNegative() && look.waiting().isEmpty()) {
            return new Next.Go(then);
        }
        // Pods that were replaced meanwhile get the rest of the release's time to become ready.
        Duration longest = left.isNegative() ? session.remaining() : left;
        if (longest.isNegative()) {
            KubeObject slowest = look.waiting().get(0);
            throw ReleaseFailure.whileObserved(
                    "not healthy at the end of its observation: " + slowest, slowest, wait.verdict(slowest));
        }
        Duration pause = longest.compareTo(look.pause()) < 0 ? longest : look.pause();
        return new Next.Park(pause.plusMillis(1), () -> observe(configs, observation, until, wait, then));
    }

    private ReleaseFailure unhealthy(String wrong, List<KubeObject> configs, Wait wait) {
        KubeObject workload = workloads(configs).stream()
                .filter(w -> wrong.startsWith(w.ref().toString() + ":"))
                .findFirst()
                .orElseThrow();
        return ReleaseFailure.whileObserved(wrong, workload, wait.verdict(workload));
    }

    private List<KubeObject> workloads(List<KubeObject> configs) {
        return configs.stream()
                .filter(c -> Health.watched(c.groupKind()).contains(Kinds.POD))
                .map(c -> session.view
                        .find(c.groupKind(), c.namespace(), c.name())
                        .orElse(null))
                .filter(o -> o != null)
                .toList();
    }

    private Next succeed() {
        session.record(
                session.current().revision(),
                ReleaseDocument.Applied.CONTENT,
                new ReleaseDocument.Applied(applied(), runningImages()));
        return new PruneFlow(session).start(this::ended);
    }

    private Next ended() {
        int revision = session.current().revision();
        Colours known = session.claim.head().colours();
        Colours after = known == null ? null : new ColourRecord(session).released(known);
        new Ending(session).write(Outcome.SUCCEEDED, null, h -> h.withColours(after));
        session.claim.close();
        return new Next.End(session.result(
                ReleaseResult.Status.SUCCEEDED,
                revision,
                "release " + revision + " of " + session.names.app() + " is live and healthy after "
                        + Durations.text(session.elapsed().toMillis())));
    }

    /** The other colour serves, alone, and was observed. */
    Next succeedSwitched() {
        BlueGreenPlan plan = session.document.blueGreen();
        // What was steered has changed since it was applied.
        session.document.objects().stream()
                .map(RecordedObject::config)
                .filter(plan::isSteered)
                .forEach(o -> session.written.remove(Planner.key(o)));
        session.record(
                session.current().revision(),
                ReleaseDocument.Applied.CONTENT,
                new ReleaseDocument.Applied(applied(), runningImages()));
        int revision = session.current().revision();
        Colours after = new ColourRecord(session).switched();
        new Ending(session).write(Outcome.SUCCEEDED, null, h -> h.withColours(after));
        session.claim.close();
        String kept = after.standby() == null || plan.keepMillis() == 0
                ? ""
                : "; " + after.standby().colour() + " is kept until "
                        + Moments.text(after.standby().keepUntil());
        ReleaseResult result = session.result(
                ReleaseResult.Status.SUCCEEDED,
                revision,
                "release " + revision + " of " + session.names.app() + " is live as "
                        + plan.to().colour() + " after "
                        + Durations.text(session.elapsed().toMillis()) + kept);
        return after.standby() != null && plan.keepMillis() == 0
                ? new RetireFlow(session).after(new UndoFlow(session), result)
                : new Next.End(result);
    }

    private Map<String, String> runningImages() {
        RunningImages running = RunningImages.of(
                workloads(session.document.objects().stream()
                        .map(RecordedObject::config)
                        .toList()),
                session.view);
        running.mixed()
                .forEach(c -> session.warn(c + ": its pods run different images under one tag, which was moved while"
                        + " they were started; name the image by its digest"));
        return running.digests();
    }

    private List<AppliedState> applied() {
        List<AppliedState> states = new ArrayList<>();
        for (RecordedObject object : session.document.objects()) {
            String key = Planner.key(object.config());
            KubeObject live = session.written.get(key);
            if (live == null) {
                // An earlier process applied it, or it is a Job that has been cleaned up.
                live = Cluster.join(session.cluster.get(object.config().ref())).orElse(null);
            }
            states.add(new AppliedState(key, object.inputDigest(), live == null ? "" : session.digest(live)));
        }
        return states;
    }
}
