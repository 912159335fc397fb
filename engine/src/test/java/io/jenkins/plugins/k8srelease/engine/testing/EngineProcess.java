package io.jenkins.plugins.k8srelease.engine.testing;

import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ClusterOptions;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseListener;
import io.jenkins.plugins.k8srelease.engine.history.ClaimOptions;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.ProcessIdentity;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.release.DeployRequest;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseEngine;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseRun;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseSettings;
import io.jenkins.plugins.k8srelease.engine.release.RollbackRequest;
import io.jenkins.plugins.k8srelease.engine.release.RollingUpdateRequest;
import io.jenkins.plugins.k8srelease.engine.rollout.RolloutEdits;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One engine with one connection of its own: as much of a process as the cluster can see. */
public final class EngineProcess implements AutoCloseable {

    private static final ClusterOptions QUICK =
            ClusterOptions.standard().withRequestTimeout(Duration.ofSeconds(5)).withPatience(Duration.ofSeconds(20));

    /** A process of this boot that is gone, so that others need not wait for its Lease to run out. */
    private static final ProcessIdentity GONE = gone();

    private final ReleaseEngine engine;
    private final Cluster cluster;
    private final RecordNames names;
    private final Holder holder;

    public EngineProcess(FaultProxy proxy, RecordNames names) {
        this(proxy, names, ClaimOptions.standard());
    }

    public EngineProcess(FaultProxy proxy, RecordNames names, ClaimOptions claims) {
        this.engine = new ReleaseEngine(4, claims);
        this.cluster = Cluster.connect(proxy.config(), QUICK);
        this.names = names;
        this.holder = new Holder(UUID.randomUUID().toString(), "test", "here", GONE);
    }

    private static ProcessIdentity gone() {
        ProcessIdentity own = ProcessIdentity.current();
        return new ProcessIdentity(own.boot(), own.pidNamespace(), own.pid(), own.startTicks() - 1);
    }

    private static final ReleaseSettings SETTINGS = ReleaseSettings.standard().withTimeout(Duration.ofMinutes(2));

    public CompletableFuture<ReleaseResult> start(String yaml) {
        return start(yaml, false);
    }

    /** With a prune at the end. */
    public CompletableFuture<ReleaseResult> start(String yaml, boolean prune) {
        DeployRequest request = new DeployRequest(names, Apps.load(yaml), SETTINGS.withPrune(prune), holder, false);
        return engine.deploy(cluster, request, event -> {}).result();
    }

    public CompletableFuture<ReleaseResult> update(RolloutEdits edits) {
        return engine.rollingUpdate(
                        cluster, new RollingUpdateRequest(names, edits, SETTINGS, holder, false), event -> {})
                .result();
    }

    public CompletableFuture<ReleaseResult> rollback(String to) {
        return engine.rollback(
                        cluster, new RollbackRequest(names, to, List.of(), false, SETTINGS, holder, false), event -> {})
                .result();
    }

    /** Begins any operation of the engine. */
    @FunctionalInterface
    public interface Operation {

        ReleaseRun begin(
                ReleaseEngine engine, Cluster cluster, RecordNames names, Holder holder, ReleaseListener listener);
    }

    /** Begins an operation. */
    public CompletableFuture<ReleaseResult> start(Operation operation, ReleaseListener listener) {
        return operation.begin(engine, cluster, names, holder, listener).result();
    }

    public ReleaseResult deploy(String yaml) throws Exception {
        return start(yaml).get(3, TimeUnit.MINUTES);
    }

    public ReleaseResult resume(boolean undo) throws Exception {
        return engine.resume(cluster, names, holder, undo, event -> {}).result().get(3, TimeUnit.MINUTES);
    }

    @Override
    public void close() {
        engine.close();
        cluster.close();
    }
}
