package io.jenkins.plugins.k8srelease.engine.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What one container's status says. */
final class ContainerInspector {

    private final KubeObject pod;
    private final JsonNode spec;
    private final JsonNode status;
    private final boolean init;
    private final Instant since;
    private final List<KubeEvent> events;
    private final Scene scene;
    private final boolean crashesAreCounted;
    private final String name;
    private final String image;

    /**
     * @param init true for an init container that must end; a native sidecar is none
     * @param since when the kubelet could begin with this container
     * @param crashesAreCounted false when a Job counts its pods' failures itself
     */
    ContainerInspector(
            KubeObject pod,
            JsonNode spec,
            JsonNode status,
            boolean init,
            Instant since,
            List<KubeEvent> events,
            boolean crashesAreCounted,
            Scene scene) {
        this.pod = pod;
        this.spec = spec;
        this.status = status;
        this.init = init;
        this.since = since;
        this.events = events;
        this.scene = scene;
        this.crashesAreCounted = crashesAreCounted;
        this.name = status.path("name").asText(spec.path("name").asText());
        this.image = spec.path("image").asText(status.path("image").asText());
    }

    /** What keeps the container from being ready (or, for an init container, from being done); empty when nothing does. */
    Optional<Finding> inspect() {
        JsonNode state = status.path("state");
        if (state.has("waiting")) {
            return Optional.of(waiting(state.path("waiting")));
        }
        if (state.has("terminated")) {
            return terminated(state.path("terminated"));
        }
        if (state.has("running")) {
            return running();
        }
        return Optional.of(note(Reason.STARTING, label() + " is not started yet"));
    }

    private Finding waiting(JsonNode waiting) {
        String reason = waiting.path("reason").asText("");
        String message = waiting.path("message").asText("");
        if (ImageTrouble.isReason(reason)) {
            return ImageTrouble.find(
                    reason, message, image, pod.ref(), name, workedSince(), ofContainer(), scene.tolerances());
        }
        return switch (reason) {
            case "CreateContainerConfigError" -> configError(message);
            case "CreateContainerError",
                    "RunContainerError",
                    "PreStartHookError",
                    "PostStartHookError",
                    "PreCreateHookError" ->
                StartTrouble.find(message, label(), pod.ref(), name, workedSince(), scene.tolerances());
            case "CrashLoopBackOff" -> crash(lastRun(), true);
            default -> {
                JsonNode last = status.path("lastState").path("terminated");
                yield last.isObject() && restarts() > 0
                        ? crash(last, false)
                        : note(
                                Reason.STARTING,
                                label() + " is being created" + (message.isEmpty() ? "" : ": " + Texts.line(message)));
            }
        };
    }

    private Finding configError(String message) {
        Optional<Finding> missing = ConfigTrouble.find(message, pod, name, workedSince(), scene);
        if (missing.isPresent()) {
            return missing.get();
        }
        String detail = label() + ": " + Texts.line(message);
        if (Texts.contains(message, "runasnonroot", "non-root policy", "runasuser")) {
            return Finding.terminal(Reason.SECURITY_CONTEXT_REFUSED, pod.ref(), name, detail);
        }
        if (Texts.contains(message, "failed to sync", "services have not yet been read", "timed out")) {
            return note(Reason.STARTING, detail);
        }
        return Finding.tolerated(
                Reason.CONTAINER_CONFIG_INVALID,
                pod.ref(),
                name,
                detail,
                workedSince(),
                scene.tolerances().containerErrors());
    }

    private Optional<Finding> terminated(JsonNode run) {
        boolean success = run.path("exitCode").asInt() == 0;
        String policy = pod.text("spec", "restartPolicy");
        boolean mayEnd = init || policy.equals("Never") || policy.equals("OnFailure");
        if (success && mayEnd) {
            return Optional.empty();
        }
        return Optional.of(crash(run, false));
    }

    private Optional<Finding> running() {
        if (init) {
            return Optional.of(note(Reason.INITIALISING, "init container " + name + " is still running"));
        }
        if (status.path("ready").asBoolean()) {
            return Optional.empty();
        }
        Finding probe = ProbeTrouble.find(ofContainer(), spec, status, label(), pod, name);
        JsonNode last = status.path("lastState").path("terminated");
        if (restarts() > 2L * scene.tolerances().crashRestarts() && last.isObject() && crashesAreCounted) {
            // It has been through its budget more than twice and is still not ready: caught between two crashes.
            return Optional.of(crash(last, true));
        }
        if (probe.reason() == Reason.NOT_READY && last.isObject() && restarts() > 0) {
            return Optional.of(crash(last, false));
        }
        return Optional.of(probe);
    }

    /** A container that ended although it should not have. */
    private Finding crash(JsonNode run, boolean looping) {
        Crash crash = Crash.of(run, restarts(), ofContainer(), label());
        if (crash.startError()) {
            Finding start = StartTrouble.find(
                    run.path("message").asText(""), label(), pod.ref(), name, workedSince(), scene.tolerances());
            if (start.reason() == Reason.COMMAND_NOT_FOUND) {
                return start;
            }
        }
        boolean pastBudget = restarts() >= scene.tolerances().crashRestarts();
        boolean counts = crashesAreCounted && !pod.text("spec", "restartPolicy").equals("Never");
        if (counts && pastBudget && (looping || crash.wasShort())) {
            return Finding.terminal(crash.reason(), pod.ref(), name, crash.sentence());
        }
        return note(crash.transientReason(), crash.sentence());
    }

    private JsonNode lastRun() {
        return status.path("lastState").path("terminated");
    }

    private long restarts() {
        return status.path("restartCount").asLong(0);
    }

    /** The end of the container's last run, or the time at which it could first be started. */
    private Instant workedSince() {
        return KubeObject.parseTime(lastRun().path("finishedAt").asText(""))
                .filter(since::isBefore)
                .orElse(since);
    }

    private List<KubeEvent> ofContainer() {
        return events.stream().filter(e -> e.concerns(name)).toList();
    }

    private String label() {
        return (init ? "init container " : "container ") + name;
    }

    private Finding note(Reason reason, String detail) {
        return Finding.transientOnly(reason, pod.ref(), name, detail);
    }
}
