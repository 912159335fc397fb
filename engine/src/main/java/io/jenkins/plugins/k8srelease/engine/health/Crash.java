package io.jenkins.plugins.k8srelease.engine.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a container's run ended.
 *
 * @param wasShort false when it had run for so long that the kubelet forgot its back-off (ten minutes), which makes a crash
 *     a single one
 * @param startError true when the runtime could not even start it
 */
record Crash(Reason reason, String sentence, boolean wasShort, boolean startError) {

    /** The kubelet resets a container's back-off after twice its longest delay of five minutes. */
    private static final Duration BACK_OFF_FORGOTTEN = Duration.ofMinutes(10);

    static Crash of(JsonNode run, long restarts, List<KubeEvent> events, String label) {
        String why = run.path("reason").asText("");
        int code = run.path("exitCode").asInt(-1);
        String times = restarts == 0 ? "" : " (" + Texts.count(restarts, "restart") + ")";
        Optional<KubeEvent> liveness = probe(events, "Liveness", "failed liveness probe");
        Optional<KubeEvent> startup = probe(events, "Startup", "failed startup probe");
        Reason reason;
        String sentence;
        if (why.equals("OOMKilled")) {
            reason = Reason.OUT_OF_MEMORY;
            sentence = label + " was killed for using more memory than its limit (OOMKilled)" + times;
        } else if (startup.isPresent() && (killed(code) || wasKilledFor(events, "failed startup probe"))) {
            reason = Reason.STARTUP_PROBE_FAILED;
            sentence = label + " was restarted since its startup probe failed: " + text(startup.get()) + times;
        } else if (liveness.isPresent() && (killed(code) || wasKilledFor(events, "failed liveness probe"))) {
            reason = Reason.LIVENESS_PROBE_FAILED;
            sentence = label + " was restarted since its liveness probe failed: " + text(liveness.get()) + times;
        } else {
            reason = Reason.CRASH_LOOP;
            sentence = label + " " + ending(why, code, run) + times;
        }
        boolean startError = why.equals("StartError") || why.equals("ContainerCannotRun") || code == 128;
        return new Crash(reason, sentence, wasShort(run), startError);
    }

    /** The same ending when it has not happened too often. */
    Reason transientReason() {
        return Reason.CONTAINER_RESTARTED;
    }

    private static String ending(String why, int code, JsonNode run) {
        String message = Texts.line(run.path("message").asText(""));
        String said = message.isEmpty() ? "" : ": " + message;
        if (code < 0) {
            return "ended and is started again";
        }
        if (code == 0) {
            return "ended with exit code 0, although it should keep running" + said;
        }
        int signal = run.path("signal").asInt(code > 128 && code < 160 ? code - 128 : 0);
        String by = signal > 0 ? ", signal " + signal : "";
        String named = why.isEmpty() || why.equals("Error") ? "" : ", " + why;
        return "ended with exit code " + code + by + named + said;
    }

    /** A probe's kill shows as SIGTERM or SIGKILL, or as success when the application stops gracefully. */
    private static boolean killed(int code) {
        return code == 0 || code == 137 || code == 143 || code == 2 || code < 0;
    }

    /** The probe's own words, once it has led, or is about to lead, to a restart. */
    private static Optional<KubeEvent> probe(List<KubeEvent> events, String probe, String kill) {
        boolean wasKilled = wasKilledFor(events, kill);
        return events.stream()
                .filter(e -> e.reason().equals("Unhealthy") && e.message().startsWith(probe + " probe"))
                .findFirst()
                .filter(e -> wasKilled || e.count() > 1)
                .or(() -> events.stream()
                        .filter(e -> e.reason().equals("Killing") && e.message().contains(kill))
                        .findFirst());
    }

    private static boolean wasKilledFor(List<KubeEvent> events, String probe) {
        return events.stream()
                .anyMatch(e -> e.reason().equals("Killing") && e.message().contains(probe));
    }

    private static String text(KubeEvent event) {
        return ProbeTrouble.shortened(event.message());
    }

    private static boolean wasShort(JsonNode run) {
        Optional<Instant> start = KubeObject.parseTime(run.path("startedAt").asText(""));
        Optional<Instant> end = KubeObject.parseTime(run.path("finishedAt").asText(""));
        return start.isEmpty()
                || end.isEmpty()
                || Duration.between(start.get(), end.get()).compareTo(BACK_OFF_FORGOTTEN) < 0;
    }
}
