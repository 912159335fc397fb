package io.jenkins.plugins.k8srelease.pipeline.release;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.ClaimOptions;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.ProcessIdentity;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.Operations;
import io.jenkins.plugins.k8srelease.engine.parameter.ReleaseRequests;
import io.jenkins.plugins.k8srelease.engine.release.DeployRequest;
import io.jenkins.plugins.k8srelease.engine.release.Gate.Verdict;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseEngine;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseRun;
import io.jenkins.plugins.k8srelease.engine.release.SmokeRequest;
import io.jenkins.plugins.k8srelease.engine.report.DiffReport;
import io.jenkins.plugins.k8srelease.engine.report.Headline;
import io.jenkins.plugins.k8srelease.engine.report.Paint;
import io.jenkins.plugins.k8srelease.engine.report.ResultDocument;
import io.jenkins.plugins.k8srelease.engine.report.ResultReport;
import io.jenkins.plugins.k8srelease.engine.report.ReturnValues;
import io.jenkins.plugins.k8srelease.engine.report.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The releases of one build, those that wait for the body of a step among them, and what they came to. */
final class BuildReleases implements AutoCloseable {

    private static final int THREADS = 4;
    private static final String NEXT = "k8sStatus tells what is live and how it is";

    /** One release, for the log and the report. */
    private record Told(String operation, String clusterName, Cluster cluster, RecordNames names, ReleaseLines lines) {}

    private final Map<String, GatedRelease> gated = new ConcurrentHashMap<>();
    private final List<Map<String, Object>> reports = new ArrayList<>();
    private Consumer<ObjectNode> listener = document -> {};
    private volatile ReleaseEngine engine = engine();

    synchronized void onDocument(Consumer<ObjectNode> consumer) {
        listener = consumer;
    }

    private static ReleaseEngine engine() {
        return new ReleaseEngine(THREADS, ClaimOptions.standard());
    }

    CompletableFuture<Map<String, Object>> deploy(Asked asked, List<LoadedObject> objects) {
        Told told = told("deploy", asked, asked.names(objects), objects);
        return follow(
                told,
                engine.deploy(
                        asked.cluster(),
                        ReleaseRequests.deploy(asked.given(), told.names(), objects, holder(asked)),
                        told.lines()));
    }

    CompletableFuture<Map<String, Object>> rollingUpdate(Asked asked) {
        Told told = told("rolling-update", asked, asked.names(), List.of());
        return follow(
                told,
                engine.rollingUpdate(
                        asked.cluster(),
                        ReleaseRequests.rollingUpdate(asked.given(), told.names(), holder(asked)),
                        told.lines()));
    }

    CompletableFuture<Map<String, Object>> rollback(Asked asked) {
        Told told = told("rollback", asked, asked.names(), List.of());
        return follow(
                told,
                engine.rollback(
                        asked.cluster(),
                        ReleaseRequests.rollback(asked.given(), told.names(), holder(asked)),
                        told.lines()));
    }

    CompletableFuture<Map<String, Object>> smokeTest(Asked asked) {
        SmokeRequest request = ReleaseRequests.smokeTest(asked.given(), asked.namespace(), holder(asked));
        Told told = told("smoke-test", asked, request.names(), List.of());
        return follow(told, engine.smokeTest(asked.cluster(), request, told.lines()));
    }

    CompletableFuture<Map<String, Object>> blueGreen(Asked asked, List<LoadedObject> objects) {
        return blueGreen(asked, objects, null, holder(asked));
    }

    /** Begins one that waits for {@link #decide}. */
    CompletableFuture<Map<String, Object>> beginGated(Asked asked, List<LoadedObject> objects) {
        Holder holder = holder(asked);
        RecordNames names = asked.names(objects);
        GatedRelease release = new GatedRelease(Map.of(
                "cluster", asked.clusterName(),
                "namespace", names.namespace(),
                "app", names.app(),
                "holder", holder.id(),
                "by", holder.by()));
        gated.put(holder.id(), release);
        release.endsWith(blueGreen(asked, objects, release, holder));
        return release.ready();
    }

    private CompletableFuture<Map<String, Object>> blueGreen(
            Asked asked, List<LoadedObject> objects, GatedRelease gate, Holder holder) {
        Told told = told("blue-green", asked, asked.names(objects), objects);
        return follow(
                told,
                engine.blueGreen(
                        asked.cluster(),
                        ReleaseRequests.blueGreen(asked.given(), told.names(), objects, gate, holder),
                        told.lines()));
    }

    /**
     * Says how the body of a step went. A release that an earlier process began is taken up again.
     *
     * @param id as the program was told it
     */
    CompletableFuture<Map<String, Object>> decide(
            Map<String, String> id, Verdict verdict, Map<String, Cluster> clusters, Consumer<String> log) {
        GatedRelease release = gated.remove(id.get("holder"));
        return release != null ? release.decide(verdict) : resume(id, verdict, clusters, log);
    }

    private CompletableFuture<Map<String, Object>> resume(
            Map<String, String> id, Verdict verdict, Map<String, Cluster> clusters, Consumer<String> log) {
        RecordNames names = new RecordNames(id.get("namespace"), id.get("app"));
        Cluster cluster = clusters.get(id.get("cluster"));
        Holder holder = new Holder(id.get("holder"), id.get("by"), "", ProcessIdentity.current());
        ReleaseLines lines = ReleaseLines.of(log, Arguments.of(Operations.WITH_BLUE_GREEN, Map.of()), List.of());
        return follow(
                new Told("blue-green", id.get("cluster"), cluster, names, lines),
                engine.resume(
                        cluster, names, holder, false, ready -> CompletableFuture.completedFuture(verdict), lines));
    }

    /** Plans only, and reports nothing. */
    CompletableFuture<ReleaseResult> plan(Asked asked, DeployRequest request) {
        return engine.deploy(asked.cluster(), request, event -> {}).result();
    }

    /** What the releases came to, the oldest first; prints it for people. */
    synchronized List<Map<String, Object>> report(Consumer<String> out) {
        for (Map<String, Object> one : reports) {
            out.accept(one.get("app") + " → " + one.get("cluster") + " / " + one.get("namespace") + ": "
                    + one.get("status"));
            if (one.get("cause") != null) {
                out.accept("  Cause: " + one.get("cause"));
            }
        }
        if (reports.isEmpty()) {
            out.accept("this build has released nothing");
        }
        return new ArrayList<>(reports);
    }

    /** Lets go of everything that is only in memory. */
    void restart() {
        engine.close();
        gated.clear();
        engine = engine();
    }

    @Override
    public void close() {
        engine.close();
    }

    private static Holder holder(Asked asked) {
        return new Holder(UUID.randomUUID().toString(), asked.by(), "", ProcessIdentity.current());
    }

    private static Told told(String operation, Asked asked, RecordNames names, List<LoadedObject> objects) {
        return new Told(
                operation,
                asked.clusterName(),
                asked.cluster(),
                names,
                ReleaseLines.of(asked.log(), asked.given(), objects));
    }

    private CompletableFuture<Map<String, Object>> follow(Told told, ReleaseRun release) {
        return release.result().thenApply(result -> ended(told, result));
    }

    private Map<String, Object> ended(Told told, ReleaseResult result) {
        if (result.status() == ReleaseResult.Status.PLANNED) {
            result.plan().ifPresent(plan -> new DiffReport(told.lines(), Paint.NONE).text(plan));
        }
        new ResultReport(told.lines(), Paint.NONE, told.names(), NEXT).text(result);
        ObjectNode document = Texts.in(
                ResultDocument.of(told.operation(), told.names(), told.cluster().server(), result),
                told.lines()::hidden);
        synchronized (this) {
            reports.add(ReturnValues.report(told.operation(), told.names(), told.clusterName(), document));
            listener.accept(document);
        }
        if (!Headline.isGood(result.status())) {
            throw new ReleaseFailedException(told.lines().hidden(Headline.of(told.names(), result)));
        }
        return ReturnValues.of(told.names(), told.clusterName(), result);
    }
}
