package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.apply.Applier;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacityReport;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseListener;
import io.jenkins.plugins.k8srelease.engine.health.Health;
import io.jenkins.plugins.k8srelease.engine.health.Tolerances;
import io.jenkins.plugins.k8srelease.engine.history.Claim;
import io.jenkins.plugins.k8srelease.engine.history.Claimer;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.history.Current;
import io.jenkins.plugins.k8srelease.engine.history.HeadStore;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.PartStore;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import io.jenkins.plugins.k8srelease.engine.ownership.ManagedFields;
import io.jenkins.plugins.k8srelease.engine.plan.Plan;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/** What the steps of one run share. Only one step runs at a time, so nothing here is guarded. */
final class Session {

    final Cluster cluster;
    final RecordNames names;
    final Holder holder;
    final Claimer claimer;
    final HeadStore heads;
    final PartStore parts;
    final LiveView view;
    final Health health = new Health(Tolerances.standard());
    final Executor writers;
    final Wait wait = new Wait(this);
    final List<SmokeResult> smoke = new ArrayList<>();
    /** The objects as the server answered to our last write, by {@code Planner.key}. */
    final Map<String, KubeObject> written = new HashMap<>();

    /** By identity: each is worked out once, by whoever wrote the object. */
    private final Map<KubeObject, String> digests = Collections.synchronizedMap(new IdentityHashMap<>());

    private final ReleaseListener listener;
    private final long started = System.nanoTime();
    private volatile String abortReason;

    Claim claim;
    Applier applier;
    Plan plan;
    CapacityReport capacity;
    ReleaseDocument document;
    Diagnosis diagnosis;
    volatile long deadline;
    /** Ends the pause of a release that waits. */
    Runnable wake = () -> {};
    /** UIDs of objects that this release has deleted to make them anew: a watch may still tell of them. */
    final Set<String> replaced = ConcurrentHashMap.newKeySet();
    /** Jobs that are done, as long as nothing is claimed. */
    Set<String> knownDoneJobs = Set.of();
    /** What must stay true while a release waits: throws when it is not. */
    Runnable guard = () -> {};
    /** The caller's own test, which stands before a switch; null for none. */
    Gate gate;
    /** True when an earlier process may have done part of this release. */
    boolean again;

    /** How the release ended when it goes on with what no longer bears on that. */
    ReleaseResult passed;

    Session(
            Cluster cluster,
            RecordNames names,
            Holder holder,
            Claimer claimer,
            LiveView view,
            Executor writers,
            ReleaseListener listener) {
        this.cluster = cluster;
        this.names = names;
        this.holder = holder;
        this.claimer = claimer;
        this.heads = new HeadStore(cluster, names);
        this.parts = new PartStore(cluster, names);
        this.view = view;
        this.writers = writers;
        this.listener = listener;
    }

    void hold(Claim taken) {
        claim = taken;
        taken.onAbort(reason -> {
            abort(reason);
            wake.run();
        });
        applier = new Applier(cluster, taken, names.fieldManager());
    }

    /** Writes a part of the record; like every write it needs the claim, which may have been lost in a pause. */
    void record(int revision, String content, Object document) {
        parts.write(revision, content, document, claim::verify);
        if (content.equals(ReleaseDocument.CONTENT)) {
            tell(new ReleaseEvent.Recorded(revision));
        }
    }

    /** Jobs that are done and never run again, by {@code Planner.key}. */
    Set<String> doneJobs() {
        return claim == null ? knownDoneJobs : Set.copyOf(claim.head().doneJobs());
    }

    Current current() {
        return claim == null ? null : claim.head().current();
    }

    /** Of what is ours of an object as the server has it; for any thread. */
    String digest(KubeObject live) {
        String known = digests.get(live);
        if (known == null) {
            known = ManagedFields.digest(live, names.fieldManager());
            digests.put(live, known);
        }
        return known;
    }

    void tell(ReleaseEvent event) {
        synchronized (listener) {
            listener.on(event);
        }
    }

    /**
     * Asks the server, once, instead of a watch: objects of every kind can be meant.
     *
     * @param question of the object, empty when there is none
     * @return false also when there is no answer; who waits asks again
     */
    boolean holds(ObjectRef ref, Predicate<Optional<KubeObject>> question) {
        try {
            return question.test(Cluster.join(cluster.get(ref)));
        } catch (ApiException e) {
            return false;
        }
    }

    void info(String line) {
        tell(new ReleaseEvent.Info(line));
    }

    void warn(String line) {
        tell(new ReleaseEvent.Warning(line));
    }

    void abort(String reason) {
        abortReason = reason;
    }

    /** True when some of the colour that does not serve may be gone already. */
    boolean isRetiring() {
        Colours colours = claim.head().colours();
        return colours != null && colours.standby() != null && colours.standby().retiring();
    }

    /** Fails when a person or a build has asked for the end. */
    void checkAborted() {
        if (abortReason != null) {
            throw new ReleaseFailure("aborted: " + abortReason);
        }
        guard.run();
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    void restartClock() {
        deadline = System.nanoTime()
                + Duration.ofMillis(document.settings().timeoutMillis()).toNanos();
    }

    Duration remaining() {
        return Duration.ofNanos(deadline - System.nanoTime());
    }

    ReleaseResult result(ReleaseResult.Status status, int revision, String message) {
        return new ReleaseResult(
                status,
                revision,
                message,
                Optional.ofNullable(plan),
                Optional.ofNullable(capacity),
                smoke,
                Optional.ofNullable(diagnosis),
                elapsed());
    }
}
