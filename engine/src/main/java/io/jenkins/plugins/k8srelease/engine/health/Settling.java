package io.jenkins.plugins.k8srelease.engine.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Pods that are ready and prove nothing yet. Without a readiness probe the kubelet calls a container ready the moment that
 * it starts, so that one which ends a second later, or is in a crash loop, is "ready" each time that it happens to run.
 */
final class Settling {

    private Settling() {}

    /**
     * The verdict while the pods of a workload that is complete have not run for long enough; empty when they have.
     *
     * @param progress how far it has come, for people
     */
    static Optional<Verdict> of(Collection<KubeObject> pods, String progress, Scene scene) {
        List<Instant> settled = new ArrayList<>();
        List<Finding> restarted = new ArrayList<>();
        for (KubeObject pod : pods) {
            for (JsonNode status : Pods.isActive(pod) ? pod.at("status", "containerStatuses") : List.<JsonNode>of()) {
                Optional<Instant> until = settledAt(pod, status, scene).filter(at -> at.isAfter(scene.now()));
                until.ifPresent(settled::add);
                if (until.isPresent() && restarts(status) > 0) {
                    restarted.add(crash(pod, status, scene));
                }
            }
        }
        if (settled.isEmpty()) {
            return Optional.empty();
        }
        Verdict verdict = restarted.isEmpty()
                ? Verdict.progressing(
                        Reason.NOT_YET_AVAILABLE,
                        progress + "; without a readiness probe only time shows whether a container keeps running")
                : Verdict.progressing(
                                Reason.CONTAINER_RESTARTED,
                                progress + "; " + restarted.get(0).detail() + ", and may end again")
                        .shownBy(restarted);
        return Optional.of(verdict.reconsideredAt(settled.stream().max(Instant::compareTo)));
    }

    private static Optional<Instant> settledAt(KubeObject pod, JsonNode status, Scene scene) {
        Duration needed = restarts(status) > 0
                ? scene.tolerances().restartSettles()
                : isProbed(pod, status.path("name").asText())
                        ? Duration.ZERO
                        : scene.tolerances().startSettles();
        return KubeObject.parseTime(
                        status.path("state").path("running").path("startedAt").asText())
                .map(at -> at.plus(needed));
    }

    private static long restarts(JsonNode status) {
        return status.path("restartCount").asLong();
    }

    private static Finding crash(KubeObject pod, JsonNode status, Scene scene) {
        String name = status.path("name").asText();
        List<KubeEvent> events =
                scene.events(pod).stream().filter(e -> e.concerns(name)).toList();
        String sentence = Crash.of(
                        status.path("lastState").path("terminated"), restarts(status), events, "container " + name)
                .sentence();
        return Finding.transientOnly(Reason.CONTAINER_RESTARTED, pod.ref(), name, pod.name() + ": " + sentence);
    }

    private static boolean isProbed(KubeObject pod, String container) {
        for (JsonNode spec : pod.at("spec", "containers")) {
            if (spec.path("name").asText().equals(container)) {
                return spec.path("readinessProbe").isObject();
            }
        }
        return true;
    }
}
