package io.jenkins.plugins.k8srelease.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
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
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
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

    private final Releases releases = new Releases();
    private final ReleaseStore store = ReleaseStore.ofJenkins();
    private final ExecutorService pool = Pools.blocking();
    private final ReleaseEngine engine = new ReleaseEngine(ENGINE_THREADS, ClaimOptions.standard());
    private final Loading loading = new Loading(this);
    private final Reopening reopening = new Reopening(this);
    private final Endings endings = new Endings(this, releases, reopening);
    private volatile boolean closing;

    public static ReleaseRegistry get() {
        return ExtensionList.lookupSingleton(ReleaseRegistry.class);
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

    /** Begins a release; when Jenkins goes down nothing is begun, and the step begins again when it comes back. Returns at once. */
    public void begin(Run<?, ?> build, ReleaseKey key, Beginning beginning, ReleaseObserver observer) {
        RunningRelease release = releases.begin(build, key);
        observe(release, observer);
        release.loads(submit(() -> loading.load(release, beginning)));
    }

    /** Runs something of a step that may block, on the registry's own threads; never, when Jenkins goes down. */
    public Future<?> submit(Runnable task) {
        try {
            return pool.submit(task);
        } catch (RejectedExecutionException e) {
            LOGGER.log(Level.FINE, "Jenkins goes down", e);
            return new CompletableFuture<>();
        }
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
            case ENDED -> execute(() -> endings.deliver(release));
            case AWAITING_STEP -> execute(observer::beginAgain);
            case REOPENING -> {
                if (release.isTold()) {
                    // The controller went away before the end of the step was on disk.
                    execute(() -> reopening.reopen(release));
                }
            }
            case LOADING, RUNNING -> {}
        }
        return true;
    }

    /**
     * The agent that a step ran on is gone. A release that was begun does not need it; one that was not is given up.
     *
     * @return false when nothing is known of a release: nothing was begun
     */
    public boolean goOnWithoutAgent(ReleaseKey key, ReleaseObserver observer, String reason) {
        RunningRelease release = releases.get(key);
        if (release == null) {
            return false;
        }
        observe(release, observer);
        switch (release.state()) {
            case ENDED -> execute(() -> endings.deliver(release));
            case LOADING, AWAITING_STEP -> execute(() -> endings.abort(release, reason));
            case REOPENING, RUNNING ->
                release.log().line("the agent is gone, which the release does not need: " + reason);
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
            execute(() -> endings.abort(release, reason));
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
        return releases.all().stream().map(r -> r.log().status()).toList();
    }

    /** Hands a release to the engine; its end comes later. */
    void start(RunningRelease release, Connection connection, RunningRelease.Start start) {
        release.log().status("planning");
        String server = connection.cluster().server();
        String clusterName = connection.clusterName();
        ReleaseRun run = release.start(connection, start);
        if (run == null) {
            connection.close();
            endings.neverBegun(release);
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

    void save(StoredRelease stored) {
        try {
            store.save(stored);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "release " + stored.file() + " may not be found again after a restart");
        }
    }

    /** A release is over. */
    void end(RunningRelease release, ReleaseOutcome outcome) {
        endings.end(release, outcome);
    }

    void buildEnded(Run<?, ?> build) {
        releases.of(build).forEach(endings::buildEnded);
    }

    /** A release that an earlier life of this controller began. */
    void reopen(RunningRelease release) {
        releases.add(release);
    }

    /** Jobs were renamed or moved. */
    void moved() {
        for (RunningRelease release : releases.rename()) {
            StoredRelease stored = release.stored();
            if (stored != null) {
                stored.runIs(release.build().getExternalizableId());
                execute(() -> save(stored));
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
        for (RunningRelease release : releases.all()) {
            if (release.isTold() && !release.build().isBuilding()) {
                endings.forget(release);
            } else if (release.state() == RunningRelease.State.REOPENING && !release.isTold()) {
                execute(() -> reopening.reopen(release));
            }
        }
    }

    /** Jenkins goes down. */
    void close() {
        closing = true;
        pool.shutdownNow();
        engine.close();
    }
}
