package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.apply.AppliedAlready;
import io.jenkins.plugins.k8srelease.engine.apply.ChangedMeanwhileException;
import io.jenkins.plugins.k8srelease.engine.apply.Waves;
import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenPlan;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.health.Verdict;
import io.jenkins.plugins.k8srelease.engine.history.Phase;
import io.jenkins.plugins.k8srelease.engine.history.RecordedObject;
import io.jenkins.plugins.k8srelease.engine.history.SwitchStage;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.plan.Planner;
import io.jenkins.plugins.k8srelease.engine.plan.Refusals;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Applies a recorded release wave by wave; each wave must be healthy before the next begins. */
final class ApplyFlow {

    private final Session session;
    private final ProofFlow proof;
    private final Wait wait;

    ApplyFlow(Session session, ProofFlow proof) {
        this.session = session;
        this.proof = proof;
        this.wait = session.wait;
    }

    /** Begins a release whose record is written. */
    Next start() {
        session.restartClock();
        if (session.document.blueGreen() != null) {
            new HoldFlow(session).hold();
            if (session.document.blueGreen().way() == BlueGreenPlan.Way.BACK) {
                // Nothing is applied, and nothing but the two colours decides whether the way back is open.
                return proof(this).run();
            }
        }
        expect();
        return waves(0, Waves.LAST, proof(this));
    }

    private void expect() {
        wait.expect(
                session.document.objects().stream().map(RecordedObject::config).toList());
    }

    private static Next.Step proof(ApplyFlow flow) {
        return flow.session.document.blueGreen() == null
                ? flow.proof::start
                : new TestFlow(flow.session, flow, flow.proof)::start;
    }

    /** Applies what comes with the switch of a Service and not before. */
    Next late(Next.Step then) {
        return waves(Waves.LAST + 1, Integer.MAX_VALUE, then);
    }

    /** Goes on with a release that another process began. What that one applied is found to be so, and not applied again. */
    Next resume() {
        session.again = true;
        if (session.document.blueGreen() != null && session.current().hasReached(SwitchStage.TESTING)) {
            // What idles beside the active colour must not be applied again: it may have been scaled since.
            session.restartClock();
            wait.watch(session.document.early());
            return proof(this).run();
        }
        return start();
    }

    /** Reads the record of the release under way; false when somebody deleted it. */
    static boolean load(Session session) {
        Optional<ReleaseDocument> found =
                session.parts.read(session.current().revision(), ReleaseDocument.CONTENT, ReleaseDocument.class);
        session.document = found.orElse(null);
        return found.isPresent();
    }

    /** Waits for the health of an application that needs no change. */
    Next verifyUnchanged(int live) {
        List<KubeObject> all = awaited(session.document.objects());
        wait.watch(all);
        return await(all, () -> proof.startUnchanged(live));
    }

    private Next waves(int number, int last, Next.Step then) {
        session.checkAborted();
        if (number > Math.min(last, session.document.lastWave())) {
            return new Next.Go(then);
        }
        List<RecordedObject> wave = session.document.wave(number);
        List<RecordedObject> changes =
                wave.stream().filter(RecordedObject::change).toList();
        if (!changes.isEmpty()) {
            journal(number, last);
            apply(changes);
        }
        List<KubeObject> objects = awaited(wave);
        wait.watch(objects);
        return await(objects, () -> waves(number + 1, last, then));
    }

    /** A Job that was done in an earlier release is done, even if it has been cleaned up since. */
    private List<KubeObject> awaited(List<RecordedObject> objects) {
        return objects.stream()
                .filter(o -> o.change() || !session.doneJobs().contains(Planner.key(o.config())))
                .map(RecordedObject::config)
                .toList();
    }

    /** The intent is on record before the first change of the wave: of this one, and of those that follow at once. */
    private void journal(int wave, int last) {
        boolean recorded =
                session.current().phase() == Phase.APPLYING && session.current().wave() >= wave;
        if (!recorded) {
            int reach = reach(wave, Math.min(last, session.document.lastWave()));
            session.claim.update(h -> h.widened(session.document.members(session.names.namespace()))
                    .journalled(Phase.APPLYING, reach, null));
        }
    }

    /**
     * The last wave that may begin without waiting for anything: objects such as ConfigMaps are ready once they are there.
     * An undo looks at each object of the waves on record, and leaves alone what was not changed.
     */
    private int reach(int wave, int last) {
        int reach = wave;
        while (reach < last
                && session.document.wave(reach).stream().allMatch(o -> wait.isReadyOnceApplied(o.config()))) {
            reach++;
        }
        return reach;
    }

    private void apply(List<RecordedObject> changes) {
        List<CompletableFuture<KubeObject>> writes = changes.stream()
                .map(o -> CompletableFuture.supplyAsync(() -> apply(o), session.writers))
                .toList();
        List<KubeObject> written = Cluster.join(writes);
        written.forEach(o -> session.written.put(Planner.key(o), o));
        if (written.stream().anyMatch(o -> o.kind().equals("CustomResourceDefinition"))) {
            session.cluster.discovery().forget();
        }
    }

    private KubeObject apply(RecordedObject object) {
        try {
            KubeObject before = object.before().object();
            Optional<KubeObject> earlier = appliedBefore(object);
            if (earlier.isPresent()) {
                session.tell(new ReleaseEvent.Applied(object.config().ref(), "applied already"));
                return earlier.get();
            }
            KubeObject now = isFailedJob(before)
                    ? new JobRerun(session).run(object)
                    : object.isPatched()
                            ? session.applier.patch(before, object.edits())
                            : session.applier.apply(
                                    object.config(),
                                    before,
                                    object.before().forced(),
                                    object.ownership(),
                                    session.again);
            // For the record at the end, which must not keep anybody waiting then.
            session.digest(now);
            session.tell(new ReleaseEvent.Applied(now.ref(), before == null ? "created" : "updated"));
            return now;
        } catch (ApiException e) {
            throw new ReleaseFailure(object.config() + " was refused: " + Refusals.explain(e));
        } catch (ChangedMeanwhileException e) {
            throw new ReleaseFailure(e.getMessage());
        }
    }

    /** What the process did that began the release. */
    private Optional<KubeObject> appliedBefore(RecordedObject object) {
        return session.again
                        && !object.isPatched()
                        && !isFailedJob(object.before().object())
                ? new AppliedAlready(session.cluster, session.names.fieldManager())
                        .find(object.config(), object.before().object())
                : Optional.empty();
    }

    private static boolean isFailedJob(KubeObject before) {
        return before != null
                && before.groupKind().equals(Kinds.JOB)
                && before.condition("Failed").equals("True");
    }

    private Next await(List<KubeObject> objects, Next.Step then) {
        session.checkAborted();
        Wait.Look look = wait.look(objects);
        if (look.failed() != null) {
            Verdict verdict = wait.verdict(look.failed());
            throw new ReleaseFailure(look.failed() + ": " + verdict.message(), look.failed(), verdict);
        }
        if (look.waiting().isEmpty()) {
            return new Next.Go(then);
        }
        Duration remaining = session.remaining();
        if (remaining.isNegative()) {
            KubeObject slowest = look.waiting().get(0);
            Verdict verdict = wait.verdict(slowest);
            throw new ReleaseFailure(
                    "not healthy within "
                            + Durations.text(session.document.settings().timeoutMillis()) + ": " + slowest + ": "
                            + verdict.message(),
                    slowest,
                    verdict);
        }
        Duration pause = remaining.compareTo(look.pause()) < 0 ? remaining : look.pause();
        return new Next.Park(pause.plusMillis(1), () -> await(objects, then));
    }
}
