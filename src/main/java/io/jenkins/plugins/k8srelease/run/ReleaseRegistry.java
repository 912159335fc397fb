package io.jenkins.plugins.k8srelease.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import io.jenkins.plugins.k8srelease.connection.Connection;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.history.ClaimOptions;
import io.jenkins.plugins.k8srelease.engine.release.Gate;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseEngine;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseRun;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * All releases that builds of this controller have under way, each belonging to one step of one build. A release outlives
 * its step: what ends a step by force does not end the undo.
 */
@Extension
public final class ReleaseRegistry {

    private static final Logger LOGGER = Logger.getLogger(ReleaseRegistry.class.getName());
    private static final int ENGINE_THREADS = 8;

    private final Map<ReleaseKey, RunningRelease> releases = new ConcurrentHashMap<>();
    private final ReleaseStore store = ReleaseStore.ofJenkins();
    private final ExecutorService pool = Pools.blocking();
    private final ReleaseEngine engine = new ReleaseEngine(ENGINE_THREADS, ClaimOptions.standard());
    private final Loading loading = new Loading(this);
    private final Reopening reopening = new Reopening(this);
    private volatile boolean closing;

    public static ReleaseRegistry get() {
        return ExtensionList.lookupSingleton(ReleaseRegistry.class);
    }

    /** Runs something of a step that may block, on the registry's own threads. */
    public ExecutorService pool() {
        return pool;
    }

    /** For read-only work of steps. */
    public ReleaseEngine engine() {
        return engine;
    }

    /** True when what is interrupted is interrupted because Jenkins goes down. */
    public boolean isClosing() {
        return closing;
    }

    ReleaseStore store() {
        return store;
    }

    /** Begins a release. Returns at once. */
    public void begin(Run<?, ?> build, ReleaseKey key, Beginning beginning, ReleaseObserver observer) {
        RunningRelease release = releases.compute(
                key, (k, known) -> known != null && known.reload() ? known : new RunningRelease(build, key));
        observe(release, observer);
        release.loads(pool.submit(() -> loading.load(release, beginning)));
    }

    /**
     * A step comes back. It is told how the release went on without it.
     *
     * @return false when nothing is known of a release: nothing was begun
     */
    public boolean attach(ReleaseKey key, ReleaseObserver observer) {
        RunningRelease release = releases.get(key);
        if (release == null) {
            return false;
        }
        observe(release, observer);
        switch (release.state()) {
            case ENDED -> execute(() -> deliver(release));
            case AWAITING_STEP -> execute(observer::beginAgain);
            case LOADING, REOPENING, RUNNING -> {}
        }
        return true;
    }

    private void observe(RunningRelease release, ReleaseObserver observer) {
        release.observedBy(observer);
        release.gate().testedBy(ready -> execute(() -> observer.test(ready)));
    }

    /** The step has tested the other colour. */
    public void decide(ReleaseKey key, Gate.Verdict verdict) {
        RunningRelease release = releases.get(key);
        if (release != null) {
            release.gate().decide(verdict);
        }
    }

    /** Asks for the end: what was changed is undone. Returns at once. */
    public void abort(ReleaseKey key, String reason) {
        RunningRelease release = releases.get(key);
        if (release != null) {
            execute(() -> abort(release, reason));
        }
    }

    /** What a release waits for, a short phrase; null when there is none. No I/O. */
    @CheckForNull
    public String status(ReleaseKey key) {
        RunningRelease release = releases.get(key);
        return release == null ? null : release.log().status();
    }

    /** What each release under way waits for. */
    List<String> statuses() {
        return releases.values().stream().map(r -> r.log().status()).toList();
    }

    /** Hands a release to the engine; its end comes later. */
    void start(RunningRelease release, Connection connection, RunningRelease.Start start) {
        release.log().status("planning");
        String server = connection.cluster().server();
        String clusterName = connection.clusterName();
        ReleaseRun run = release.start(connection, start);
        if (run == null) {
            connection.close();
            end(release, notBegun(release));
            return;
        }
        StoredRelease stored = Objects.requireNonNull(release.stored());
        Reporting.begun(release, clusterName);
        run.result()
                .whenComplete((result, thrown) -> execute(() -> {
                    if (thrown == null) {
                        end(
                                release,
                                new ReleaseOutcome.Done(stored.names(), clusterName, server, result, release.abort()));
                    } else {
                        end(release, new ReleaseOutcome.Broken(Cluster.unwrap(thrown), release.abort()));
                    }
                }));
    }

    void heard(RunningRelease release, ReleaseEvent event) {
        StoredRelease stored = release.stored();
        if (event instanceof ReleaseEvent.Recorded recorded && stored != null) {
            stored.recorded(recorded.revision());
            save(stored);
        }
        release.log().on(event);
    }

    private void save(StoredRelease stored) {
        try {
            store.save(stored);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "release " + stored.file() + " may not be found again after a restart");
        }
    }

    private void abort(RunningRelease release, String reason) {
        boolean atOnce = release.abort(reason);
        release.log().line("ending: " + reason);
        StoredRelease stored = release.stored();
        if (stored != null) {
            save(stored);
        }
        if (atOnce) {
            boolean claimed = release.state() == RunningRelease.State.AWAITING_STEP;
            end(release, notBegun(release));
            if (claimed) {
                reopening.settle(release.build(), stored);
            }
        }
    }

    private static ReleaseOutcome notBegun(RunningRelease release) {
        return new ReleaseOutcome.Broken(
                new AbortException("ended before anything was changed: " + release.abort()), release.abort());
    }

    /** A release is over: it is reported, and its step hears of it now or when it comes back. */
    void end(RunningRelease release, ReleaseOutcome outcome) {
        // What the engine says while Jenkins goes down is no outcome: the release is on record and is found again.
        if (closing || !release.end(outcome)) {
            return;
        }
        release.release();
        Reporting.ended(release, outcome);
        if (release.observer() != null) {
            deliver(release);
        } else if (!release.build().isBuilding()) {
            forget(release);
        }
    }

    private void deliver(RunningRelease release) {
        ReleaseObserver observer = release.observer();
        ReleaseOutcome outcome = release.outcome();
        if (releases.remove(release.key(), release) && observer != null && outcome != null) {
            forget(release);
            observer.ended(outcome, release.log()::hidden);
        }
    }

    void forget(RunningRelease release) {
        releases.remove(release.key(), release);
        StoredRelease stored = release.stored();
        if (stored != null) {
            store.delete(stored);
        }
    }

    /** The build is over: what it began is not wanted any more unless it is done. */
    void buildEnded(Run<?, ?> build) {
        for (RunningRelease release : of(build)) {
            if (release.state() == RunningRelease.State.ENDED) {
                execute(() -> forget(release));
            } else if (release.abort() == null) {
                abort(release.key(), "its build ended without waiting for it");
            }
        }
    }

    private List<RunningRelease> of(Run<?, ?> build) {
        return releases.values().stream().filter(r -> r.key().isOf(build)).toList();
    }

    /** A release that an earlier life of this controller began; false when its step is known already. */
    void reopen(RunningRelease release) {
        releases.put(release.key(), release);
    }

    /** Jobs were renamed or moved: their releases are found under the new names. */
    void moved(String from, String to) {
        for (Map.Entry<ReleaseKey, RunningRelease> entry : releases.entrySet()) {
            RunningRelease release = entry.getValue();
            StoredRelease stored = release.stored();
            if (!entry.getKey().equals(release.key()) && stored != null) {
                releases.put(release.key(), release);
                releases.remove(entry.getKey(), release);
                stored.runIs(release.build().getExternalizableId());
                execute(() -> save(stored));
                LOGGER.fine(() -> "the release of " + from + " is that of " + to);
            }
        }
    }

    void execute(Runnable task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            LOGGER.log(Level.FINE, "Jenkins goes down", e);
        }
    }

    void reopenAll() {
        releases.values().stream()
                .filter(r -> r.state() == RunningRelease.State.REOPENING)
                .forEach(r -> execute(() -> reopening.reopen(r)));
    }

    /** Jenkins goes down. */
    void close() {
        closing = true;
        pool.shutdownNow();
        engine.close();
    }
}
