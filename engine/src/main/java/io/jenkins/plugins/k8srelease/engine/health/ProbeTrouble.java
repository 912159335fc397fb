package io.jenkins.plugins.k8srelease.engine.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the probes of a running container that is not ready say. They never fail a verdict: slow starts look the same. */
final class ProbeTrouble {

    private static final Pattern PREFIX =
            Pattern.compile("^(Readiness|Liveness|Startup) probe (failed|errored( and resulted in \\w+ state)?): ");
    private static final Pattern STATUS_CODE = Pattern.compile("HTTP probe failed with statuscode: (\\d+)");

    private ProbeTrouble() {}

    static Finding find(
            List<KubeEvent> events, JsonNode spec, JsonNode status, String label, KubeObject owner, String container) {
        ObjectRef pod = owner.ref();
        boolean startup = spec.has("startupProbe") && !status.path("started").asBoolean();
        if (startup) {
            Optional<KubeEvent> failing = latest(events, "Startup");
            return Finding.transientOnly(
                    Reason.NOT_READY,
                    pod,
                    container,
                    failing.map(e -> label + ": startup probe failed: " + shortened(e.message()))
                            .orElse(label + " has not passed its startup probe yet"));
        }
        Optional<KubeEvent> readiness = latest(events, "Readiness");
        if (readiness.isPresent()) {
            return Finding.transientOnly(
                    Reason.READINESS_PROBE_FAILED,
                    pod,
                    container,
                    label + ": readiness probe failed: "
                            + shortened(readiness.get().message()));
        }
        if (spec.has("readinessProbe") && wasReady(owner, status)) {
            // The event may come later than the condition.
            return Finding.transientOnly(
                    Reason.READINESS_PROBE_FAILED,
                    pod,
                    container,
                    label + " does not pass its readiness probe any more");
        }
        return Finding.transientOnly(
                Reason.NOT_READY,
                pod,
                container,
                label + (spec.has("readinessProbe") ? " has not passed its readiness probe yet" : " is not ready yet"));
    }

    /** A pod is not ready from its beginning; that it became so while this run of the container went on means it was ready. */
    private static boolean wasReady(KubeObject pod, JsonNode status) {
        Optional<Instant> started = KubeObject.parseTime(
                status.path("state").path("running").path("startedAt").asText(""));
        return started.isPresent()
                && Condition.find(pod, "Ready")
                        .filter(Condition::isFalse)
                        .flatMap(Condition::changed)
                        .filter(started.get()::isBefore)
                        .isPresent();
    }

    private static Optional<KubeEvent> latest(List<KubeEvent> events, String probe) {
        return events.stream()
                .filter(e -> e.reason().equals("Unhealthy") && e.message().startsWith(probe + " probe"))
                .findFirst();
    }

    /** The probe's own text: {@code HTTP 503}. */
    static String shortened(String message) {
        String text = PREFIX.matcher(message).replaceFirst("");
        return Texts.line(STATUS_CODE.matcher(text).replaceFirst("HTTP $1"));
    }
}
