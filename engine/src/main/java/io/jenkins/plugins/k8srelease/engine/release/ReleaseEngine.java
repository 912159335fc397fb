package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseListener;
import io.jenkins.plugins.k8srelease.engine.history.ClaimOptions;
import io.jenkins.plugins.k8srelease.engine.history.Claimer;
import io.jenkins.plugins.k8srelease.engine.history.Current;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.HeadStore;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.Outcome;
import io.jenkins.plugins.k8srelease.engine.history.Phase;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.history.StoredHead;
import io.jenkins.plugins.k8srelease.engine.history.Unlocked;
import io.jenkins.plugins.k8srelease.engine.history.Unlocker;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Does releases, any number at once on a fixed number of threads for each API server: a thread works for a release only
 * while it has something to do, and never waits for the cluster to become healthy.
 */
public final class ReleaseEngine implements AutoCloseable {

    private final Workers workers;
    private final ScheduledExecutorService scheduler;
    private final ClaimOptions claims;

    /**
     * Makes an engine.
     *
     * @param threads how many releases to one API server may work at the same moment, and again how many objects may be
     *     written to it
     * @param claims how claims are kept
     */
    public ReleaseEngine(int threads, ClaimOptions claims) {
        this.workers = new Workers(threads);
        this.scheduler = Executors.newSingleThreadScheduledExecutor(Workers.named("k8s-release-timer"));
        this.claims = claims;
    }

    /** Begins a release; see {@link ReleaseRun#result()}. */
    public ReleaseRun deploy(Cluster cluster, DeployRequest request, ReleaseListener listener) {
        return release(cluster, request.names(), request.holder(), new ColouredWork(new DeployWork(request)), listener);
    }

    /**
     * Begins a release of what is on record, with new images or settings for some of its workloads.
     *
     * @see ReleaseRun#result()
     */
    public ReleaseRun rollingUpdate(Cluster cluster, RollingUpdateRequest request, ReleaseListener listener) {
        return release(
                cluster, request.names(), request.holder(), new ColouredWork(new RollingUpdateWork(request)), listener);
    }

    /**
     * Begins a release of what another release had applied: its objects and ConfigMaps, the images that its pods ran,
     * and Secrets only on request.
     *
     * @see ReleaseRun#result()
     */
    public ReleaseRun rollback(Cluster cluster, RollbackRequest request, ReleaseListener listener) {
        return release(
                cluster,
                request.names(),
                request.holder(),
                new ColourRollbackWork(new RollbackWork(request)),
                listener);
    }

    /**
     * Begins a blue-green release: the other colour comes up, is tested, and then gets the requests.
     *
     * @see ReleaseRun#result()
     */
    public ReleaseRun blueGreen(Cluster cluster, BlueGreenRequest request, ReleaseListener listener) {
        return run(cluster, request.names(), request.holder(), listener, flows -> {
            flows.session().gate = request.gate();
            Work work = new BlueGreenWork(request);
            return new DeployFlow(flows.session(), work, flows.apply(), flows.undo())::start;
        });
    }

    /**
     * Takes the colour away that a blue-green release kept for a way back.
     *
     * @param onlyIfDue true to leave it alone before its time is over, for whoever comes by regularly
     * @return its result is {@code UNCHANGED} when there was nothing to retire
     */
    public ReleaseRun retire(
            Cluster cluster, RecordNames names, Holder holder, boolean onlyIfDue, ReleaseListener listener) {
        return run(
                cluster,
                names,
                holder,
                listener,
                flows -> () -> new RetireFlow(flows.session()).start(flows.undo(), onlyIfDue));
    }

    private ReleaseRun release(Cluster cluster, RecordNames names, Holder holder, Work work, ReleaseListener listener) {
        return run(cluster, names, holder, listener, flows -> {
            DeployFlow deploy = new DeployFlow(flows.session(), work, flows.apply(), flows.undo());
            return deploy::start;
        });
    }

    /**
     * Finishes a release whose process has gone.
     *
     * @param undo true to undo it even when it could go on
     */
    public ReleaseRun resume(
            Cluster cluster, RecordNames names, Holder holder, boolean undo, ReleaseListener listener) {
        return resume(cluster, names, holder, undo, null, listener);
    }

    /**
     * Finishes a release whose process has gone, and whose test the caller can go on with.
     *
     * @param undo true to undo it even when it could go on
     * @param gate the test before the switch of a blue-green release; without one a release that waited for its test is
     *     undone, since nobody can tell how it went. Null for none
     */
    public ReleaseRun resume(
            Cluster cluster, RecordNames names, Holder holder, boolean undo, Gate gate, ReleaseListener listener) {
        return run(cluster, names, holder, listener, flows -> {
            flows.session().gate = gate;
            return () -> new ClaimFlow(flows.session()).takeOver(current -> resume(flows, current, undo));
        });
    }

    /**
     * Ends a release that another process runs: that process is asked to undo it, as if it had been aborted there. When it
     * is gone the release is taken over and undone here.
     *
     * @param reason one sentence
     * @param timeout how long to wait for the other process to have undone it
     * @return its result is {@code UNDONE} when everything is as before, {@code UNCHANGED} when no release was under way,
     *     {@code NOT_STARTED} when the release passed before it could be aborted or goes on
     */
    public ReleaseRun abort(
            Cluster cluster,
            RecordNames names,
            Holder holder,
            String reason,
            Duration timeout,
            ReleaseListener listener) {
        return run(cluster, names, holder, listener, flows -> {
            AbortFlow abort = new AbortFlow(flows.session(), flows.undo(), reason, timeout);
            return abort::start;
        });
    }

    private static Next resume(Flows flows, Current current, boolean undo) {
        if (current == null) {
            return new Next.End(flows.session()
                    .result(
                            Status.UNCHANGED,
                            0,
                            "no release of " + flows.session().names.app()
                                    + " is under way; there is nothing to resume"));
        }
        return current.phase() == Phase.APPLYING && !undo && ApplyFlow.load(flows.session())
                ? flows.apply().resume()
                : flows.undo().finish(undo ? "undone on request after it was interrupted" : "it was interrupted");
    }

    /**
     * Asks what is live, changing nothing: ends as {@link Status#SUCCEEDED} when every check passed, as
     * {@link Status#FAILED} when one did not; {@link ReleaseResult#smoke()} has every answer.
     */
    public ReleaseRun smokeTest(Cluster cluster, SmokeRequest request, ReleaseListener listener) {
        SmokeTestFlow[] flow = new SmokeTestFlow[1];
        return run(
                cluster,
                request.names(),
                request.holder(),
                listener,
                flows -> {
                    flow[0] = new SmokeTestFlow(
                            flows.session(), request, why -> markBad(cluster, request.names(), 0, why));
                    return flow[0]::start;
                },
                flows -> thrown -> flow[0].on(thrown));
    }

    private record Flows(Session session, ApplyFlow apply, UndoFlow undo) {}

    private ReleaseRun run(
            Cluster cluster,
            RecordNames names,
            Holder holder,
            ReleaseListener listener,
            Function<Flows, Next.Step> first) {
        return run(
                cluster, names, holder, listener, first, flows -> new FailureFlow(flows.session(), flows.undo())::on);
    }

    private ReleaseRun run(
            Cluster cluster,
            RecordNames names,
            Holder holder,
            ReleaseListener listener,
            Function<Flows, Next.Step> first,
            Function<Flows, Function<RuntimeException, Next>> onFailure) {
        Machine[] machine = new Machine[1];
        Session[] told = new Session[1];
        LiveView view = new LiveView(cluster, () -> machine[0].wake(), line -> told[0].warn(line));
        Claimer claimer = new Claimer(cluster, names, claims, scheduler);
        Session session = new Session(cluster, names, holder, claimer, view, workers.writers(cluster), listener);
        told[0] = session;
        UndoFlow undo = new UndoFlow(session);
        Flows flows = new Flows(session, new ApplyFlow(session, new ProofFlow(session)), undo);
        machine[0] = new Machine(workers.steps(cluster), scheduler, view, onFailure.apply(flows));
        session.wake = machine[0]::wake;
        CompletableFuture<ReleaseResult> result = machine[0].start(first.apply(flows));
        return new ReleaseRun(session, machine[0], result.whenComplete((r, t) -> {
            view.close();
            if (session.claim != null) {
                session.claim.close();
            }
        }));
    }

    /**
     * Says that a release which had passed is bad, for example because a smoke test failed later: a rollback to {@code
     * previous} never leads to it. It stays live until something else is released. For threads that may block.
     *
     * @param revision its number, 0 for the one that is live
     * @param why one sentence
     * @return the number of the release; empty when it is not on record or had not passed
     */
    public Optional<Integer> markBad(Cluster cluster, RecordNames names, int revision, String why) {
        HeadStore heads = new HeadStore(cluster, names);
        for (Optional<StoredHead> head = heads.read(); head.isPresent(); head = heads.read()) {
            Head now = head.get().head();
            int number = revision == 0 ? now.live() : revision;
            if (now.revision(number)
                    .filter(r -> r.outcome() == Outcome.SUCCEEDED)
                    .isEmpty()) {
                return Optional.empty();
            }
            // Whoever holds the application finds a newer head at its next write, and makes that write on top of it.
            if (heads.swap(head.get(), now.markedBad(number, why)).isPresent()) {
                return Optional.of(number);
            }
        }
        return Optional.empty();
    }

    /**
     * Gives a claim up whose owner a person knows to be gone. For threads that may block.
     *
     * @param force even though its owner was heard of within its lease
     * @param agree asked with the release before anything is changed
     */
    public Unlocked unlock(
            Cluster cluster, RecordNames names, boolean force, Predicate<Current> agree, ReleaseListener listener) {
        return new Unlocker(cluster, names, claims)
                .unlock(force, agree, line -> listener.on(new ReleaseEvent.Info(line)));
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        workers.close();
    }
}
