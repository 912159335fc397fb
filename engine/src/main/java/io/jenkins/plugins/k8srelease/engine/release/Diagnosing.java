package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.RawResponse;
import io.jenkins.plugins.k8srelease.engine.diagnosis.Diagnoser;
import io.jenkins.plugins.k8srelease.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.k8srelease.engine.diagnosis.Evidence;
import io.jenkins.plugins.k8srelease.engine.diagnosis.LogRequest;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.health.Verdict;
import io.jenkins.plugins.k8srelease.engine.history.RecordedObject;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Gathers what a diagnosis needs. Takes some seconds at most, since a broken release is waiting to be undone. */
final class Diagnosing {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** What the API server answers when a container has not run, or not before: there is no log to miss. */
    private static final int NO_SUCH_LOG = 400;

    private static final int LARGEST_LOG = 64 * 1024;
    /** On a busy node a container's last words, and the kubelet's warnings, come after the kubelet has told of its end. */
    private static final Duration LATE = Duration.ofSeconds(2);

    private static final Executor LATER = CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);

    private final Session session;

    Diagnosing(Session session) {
        this.session = session;
    }

    Diagnosis diagnose(ReleaseFailure failure) {
        KubeObject object = failure.object();
        Verdict verdict = failure.verdict();
        session.view.watch(Kinds.EVENT, object.namespace());
        session.view.awaitReady();
        List<KubeObject> configs =
                session.document.objects().stream().map(RecordedObject::config).toList();
        Diagnoser diagnoser = new Diagnoser(SecretValues.redactor(configs));
        Map<LogRequest, String> logs = new LinkedHashMap<>();
        List<Evidence> missing = new ArrayList<>();
        List<LogRequest> wanted = diagnoser.logsWanted(object, verdict, session.view);
        long end = System.nanoTime() + LATE.toNanos();
        while (read(wanted, logs, missing) && logs.isEmpty() && System.nanoTime() < end) {
            pause();
        }
        while (session.view.watches(Kinds.EVENT, object.namespace())
                && diagnoser.awaitsWarnings(object, verdict, session.view)
                && System.nanoTime() < end) {
            pause();
        }
        Diagnosis diagnosis = diagnose(failure, diagnoser, logs);
        if (missing.isEmpty()) {
            return diagnosis;
        }
        missing.addAll(0, diagnosis.evidence());
        return new Diagnosis(diagnosis.cause(), diagnosis.hint(), missing);
    }

    private static void pause() {
        Cluster.join(CompletableFuture.runAsync(() -> {}, LATER));
    }

    /** Returns whether there are logs that have nothing in them yet. */
    private boolean read(List<LogRequest> wanted, Map<LogRequest, String> logs, List<Evidence> missing) {
        missing.clear();
        Map<LogRequest, CompletableFuture<RawResponse>> asked = new LinkedHashMap<>();
        wanted.forEach(request -> asked.put(request, session.cluster.fetch(path(request), LARGEST_LOG, PATIENCE)));
        asked.forEach((request, answer) -> {
            try {
                RawResponse log = Cluster.join(answer);
                if (log.code() == 200) {
                    logs.put(request, log.text());
                } else if (log.code() != NO_SUCH_LOG) {
                    missing.add(missing(request, "HTTP " + log.code()));
                }
            } catch (ApiException e) {
                missing.add(missing(request, e.getMessage()));
            }
        });
        return logs.values().removeIf(String::isBlank);
    }

    private Diagnosis diagnose(ReleaseFailure failure, Diagnoser diagnoser, Map<LogRequest, String> logs) {
        KubeObject object = failure.object();
        Verdict verdict = failure.verdict();
        if (!failure.isObserved()) {
            return diagnoser.diagnose(object, verdict, session.view, logs);
        }
        Diagnosis diagnosis = diagnoser.diagnoseObserved(object, verdict, session.view, logs);
        // By the time that it is diagnosed the pod may be ready again; what was seen stays true.
        return verdict.isReady()
                ? new Diagnosis(
                        "It was ready, but turned unhealthy while it was observed: " + failure.getMessage(),
                        diagnosis.hint(),
                        diagnosis.evidence())
                : diagnosis;
    }

    private static Evidence missing(LogRequest log, String why) {
        return new Evidence.Found(
                log.pod(), log.container(), "the log of container " + log.container() + " could not be read: " + why);
    }

    private static String path(LogRequest request) {
        return "/api/v1/namespaces/" + request.pod().namespace() + "/pods/"
                + request.pod().name() + "/log?container=" + request.container() + "&previous=" + request.previous()
                + "&tailLines=" + request.tailLines() + "&limitBytes=" + LARGEST_LOG;
    }
}
