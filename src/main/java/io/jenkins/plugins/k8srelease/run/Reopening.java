package io.jenkins.plugins.k8srelease.run;

import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.k8srelease.connection.ClusterConnections;
import io.jenkins.plugins.k8srelease.connection.Connection;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.history.Fate;
import io.jenkins.plugins.k8srelease.engine.history.HeadStore;
import io.jenkins.plugins.k8srelease.engine.history.Phase;
import io.jenkins.plugins.k8srelease.engine.history.Revision;
import io.jenkins.plugins.k8srelease.engine.history.StoredHead;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;

/** Finds the releases again that an earlier life of this controller began, and goes on with them. */
final class Reopening {

    private static final Logger LOGGER = Logger.getLogger(Reopening.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final ReleaseRegistry registry;

    Reopening(ReleaseRegistry registry) {
        this.registry = registry;
    }

    void reopen(RunningRelease release) {
        reopen(release, FIRST_PAUSE);
    }

    private void reopen(RunningRelease release, Duration pause) {
        if (release.state() != RunningRelease.State.REOPENING) {
            return;
        }
        StoredRelease stored = Objects.requireNonNull(release.stored());
        Connection connection = null;
        try {
            connection = ClusterConnections.open(release.build(), stored.target());
            Fate fate = fate(connection, stored);
            if (fate instanceof Fate.Held held && held.current().phase() != Phase.PLANNING) {
                resume(release, stored, connection, held);
                return;
            }
            String name = connection.clusterName();
            String server = connection.cluster().server();
            connection.close();
            settled(release, fate, name, server);
        } catch (AbortException | ApiException e) {
            if (connection != null) {
                connection.close();
            }
            // A cluster that is away together with the controller, or a credential that comes back: nothing is lost by
            // waiting.
            release.log()
                    .line("the controller came back and cannot reach the cluster: " + e.getMessage()
                            + ". Trying again in " + pause.toSeconds() + " s");
            Duration next = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            Timer.get()
                    .schedule(
                            () -> registry.execute(() -> reopen(release, next)),
                            pause.toMillis(),
                            TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            if (connection != null) {
                connection.close();
            }
            registry.end(release, new ReleaseOutcome.Broken(e, release.abort()));
        }
    }

    private static Fate fate(Connection connection, StoredRelease stored) {
        Optional<StoredHead> head = new HeadStore(connection.cluster(), stored.names()).read();
        return Fate.of(head.map(StoredHead::head), stored.holderId(), stored.revision());
    }

    private void resume(RunningRelease release, StoredRelease stored, Connection connection, Fate.Held held) {
        release.log()
                .line("the controller came back: release " + held.current().revision()
                        + (release.abort() == null ? " goes on" : " is undone"));
        stored.recorded(held.current().revision());
        registry.start(
                release,
                connection,
                () -> registry.engine()
                        .resume(
                                connection.cluster(),
                                stored.names(),
                                stored.holder(release.build()),
                                release.abort() != null,
                                release.gate(stored.isGated()),
                                event -> registry.heard(release, event)));
    }

    private void settled(RunningRelease release, Fate fate, String clusterName, String server) {
        StoredRelease stored = Objects.requireNonNull(release.stored());
        if (fate instanceof Fate.Ended ended) {
            registry.end(
                    release,
                    done(
                            stored,
                            clusterName,
                            server,
                            result(ended.revision(), stored.names().app()),
                            release.abort()));
        } else if (fate instanceof Fate.Lost lost) {
            ReleaseResult result = new ReleaseResult(
                    Status.TAKEN_OVER,
                    lost.revision(),
                    lost.sentence(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Duration.ofMillis(System.currentTimeMillis() - stored.started()));
            registry.end(release, done(stored, clusterName, server, result, release.abort()));
        } else if (release.awaitStep()) {
            ReleaseObserver observer = release.observer();
            if (observer != null) {
                registry.execute(observer::beginAgain);
            }
        } else {
            settle(release.build(), stored);
            registry.end(
                    release,
                    new ReleaseOutcome.Broken(
                            new AbortException("ended before anything was changed: " + release.abort()),
                            release.abort()));
        }
    }

    private static ReleaseOutcome done(
            StoredRelease stored, String clusterName, String server, ReleaseResult result, String abort) {
        return new ReleaseOutcome.Done(stored.names(), clusterName, server, result, abort);
    }

    /** What the history says of a release that ended while this controller was away, or just before it went. */
    private static ReleaseResult result(Revision revision, String app) {
        Status status =
                switch (revision.outcome()) {
                    case SUCCEEDED -> Status.SUCCEEDED;
                    case UNDONE -> Status.UNDONE;
                    case NOT_UNDONE -> Status.NOT_UNDONE;
                    case NOTHING_CHANGED -> Status.NOT_STARTED;
                };
        String message = revision.reason() == null
                ? "release " + revision.revision() + " of " + app + " is live; it ended at " + revision.endedAt()
                : revision.reason();
        return new ReleaseResult(
                status,
                revision.revision(),
                message,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Duration.ZERO);
    }

    /** Frees an application that was claimed for a release which nobody wants any more, before anything was changed. */
    void settle(Run<?, ?> build, StoredRelease stored) {
        Connection connection;
        try {
            connection = ClusterConnections.open(build, stored.target());
            if (!(fate(connection, stored) instanceof Fate.Held)) {
                connection.close();
                return;
            }
        } catch (AbortException | RuntimeException e) {
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> "application " + stored.names().app() + " in namespace "
                            + stored.names().namespace() + " stays claimed by " + build
                            + "; 'k8s-release resume' frees it");
            return;
        }
        registry.engine()
                .resume(connection.cluster(), stored.names(), stored.holder(build), true, event -> {})
                .result()
                .whenComplete((result, thrown) -> connection.close());
    }
}
