package io.jenkins.plugins.k8srelease.engine.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What keeps a pod from being ready. */
final class PodInspector {

    private final KubeObject pod;
    private final Scene scene;
    private final boolean crashesAreCounted;

    private PodInspector(KubeObject pod, Scene scene, boolean crashesAreCounted) {
        this.pod = pod;
        this.scene = scene;
        this.crashesAreCounted = crashesAreCounted;
    }

    /** The findings of a pod that should be ready, the most telling first; empty when it is ready or being deleted. */
    static List<Finding> inspect(KubeObject pod, Scene scene) {
        return new PodInspector(pod, scene, true).findings();
    }

    /** The same for a pod whose failures its Job counts. */
    static List<Finding> inspectPodOfJob(KubeObject pod, Scene scene) {
        return new PodInspector(pod, scene, false).findings();
    }

    private List<Finding> findings() {
        if (pod.isBeingDeleted() || Pods.phase(pod).equals("Succeeded") || Pods.isReady(pod) && !Pods.hasEnded(pod)) {
            return List.of();
        }
        if (Pods.phase(pod).equals("Failed")) {
            return List.of(Finding.transientOnly(endReason(pod), pod.ref(), "", endText(pod)));
        }
        Optional<Finding> lost = nodeLost();
        if (lost.isPresent()) {
            return List.of(lost.get());
        }
        List<Finding> findings = new ArrayList<>();
        List<KubeEvent> events = scene.events(pod);
        if (Pods.node(pod).isEmpty() && !Condition.isTrue(pod, "PodScheduled") && !anyStatus()) {
            findings.add(SchedulingTrouble.find(pod, scene));
            return findings;
        }
        findings.addAll(containers(events));
        if (noneCreated()) {
            VolumeTrouble.find(pod, events, scene).ifPresent(findings::add);
        }
        if (findings.isEmpty()) {
            findings.add(notReadyForAnotherReason());
        }
        findings.sort(Finding.MOST_TELLING);
        return findings;
    }

    /** Why a pod that ended did: evictions and the like are nobody's fault. */
    static Reason endReason(KubeObject pod) {
        String reason = pod.text("status", "reason");
        boolean disrupted = Condition.isTrue(pod, "DisruptionTarget");
        boolean byNode = Texts.contains(
                reason,
                "evicted",
                "preempt",
                "nodeshutdown",
                "terminated",
                "nodelost",
                "outof",
                "nodeaffinity",
                "unexpectedadmissionerror",
                "shutdown",
                "topologyaffinity",
                "podosnotsupported");
        return disrupted || byNode ? Reason.EVICTED : Reason.POD_FAILED;
    }

    static String endText(KubeObject pod) {
        String reason = pod.text("status", "reason");
        String message = Texts.line(pod.text("status", "message"));
        if (!reason.isEmpty() || !message.isEmpty()) {
            return "the pod failed: " + reason + (reason.isEmpty() || message.isEmpty() ? "" : ": ") + message;
        }
        for (String list : List.of("initContainerStatuses", "containerStatuses")) {
            for (JsonNode status : pod.at("status", list)) {
                JsonNode run = status.path("state").path("terminated");
                if (run.path("exitCode").asInt(0) != 0) {
                    String name = status.path("name").asText();
                    return Crash.of(run, status.path("restartCount").asLong(0), List.of(), "container " + name)
                            .sentence();
                }
            }
        }
        return "the pod failed";
    }

    private Optional<Finding> nodeLost() {
        String name = Pods.node(pod);
        Optional<Condition> ready = name.isEmpty()
                ? Optional.empty()
                : scene.view().find(Kinds.NODE, "", name).flatMap(n -> Condition.find(n, "Ready"));
        boolean lost = ready.map(condition -> !condition.isTrue()).orElseGet(this::isSaidToBeLost)
                || pod.text("status", "reason").equals("NodeLost")
                || Pods.phase(pod).equals("Unknown");
        return lost
                ? Optional.of(
                        Finding.transientOnly(Reason.NODE_LOST, pod.ref(), "", "its node " + name + " does not answer"))
                : Optional.empty();
    }

    /**
     * For whom nodes are not known: the node lifecycle controller takes the condition Ready from the pods of a node that is
     * silent, and says so in an event of each; a kubelet that is back sets the condition again.
     */
    private boolean isSaidToBeLost() {
        Optional<Instant> since =
                Condition.find(pod, "Ready").filter(c -> !c.isTrue()).flatMap(Condition::transition);
        return since.isPresent()
                && scene.events(pod).stream()
                        .filter(e -> e.reason().equals("NodeNotReady"))
                        .anyMatch(e -> e.last().isPresent()
                                && !e.last().get().isBefore(since.get().minusSeconds(5)));
    }

    private List<Finding> containers(List<KubeEvent> events) {
        Map<String, JsonNode> statuses = statuses();
        List<Finding> findings = new ArrayList<>();
        Instant since = Pods.scheduledAt(pod);
        for (JsonNode spec : pod.at("spec", "initContainers")) {
            JsonNode status = statuses.get(spec.path("name").asText());
            if (status == null) {
                continue;
            }
            boolean sidecar = spec.path("restartPolicy").asText().equals("Always");
            Optional<Finding> finding = inspect(spec, status, !sidecar, since, events);
            finding.ifPresent(findings::add);
            if (finding.isPresent() && !(sidecar && status.path("started").asBoolean())) {
                // What follows has not begun; its "PodInitializing" tells nothing.
                return findings;
            }
            since = KubeObject.parseTime(status.path("state")
                            .path("terminated")
                            .path("finishedAt")
                            .asText(""))
                    .filter(since::isBefore)
                    .orElse(since);
        }
        for (JsonNode spec : pod.at("spec", "containers")) {
            JsonNode status = statuses.get(spec.path("name").asText());
            if (status != null) {
                inspect(spec, status, false, since, events).ifPresent(findings::add);
            }
        }
        return findings;
    }

    private Optional<Finding> inspect(
            JsonNode spec, JsonNode status, boolean init, Instant since, List<KubeEvent> events) {
        return new ContainerInspector(pod, spec, status, init, since, events, crashesAreCounted, scene).inspect();
    }

    private Map<String, JsonNode> statuses() {
        Map<String, JsonNode> byName = new LinkedHashMap<>();
        for (String list : List.of("initContainerStatuses", "containerStatuses")) {
            pod.at("status", list).forEach(s -> byName.put(s.path("name").asText(), s));
        }
        return byName;
    }

    private boolean anyStatus() {
        return !statuses().isEmpty();
    }

    /**
     * True while no container has run or tried to, and the volumes and the sandbox, which come first, are not known to be
     * there: warnings about them stay visible long after.
     */
    private boolean noneCreated() {
        return !Condition.isTrue(pod, "PodReadyToStartContainers")
                && statuses().values().stream()
                        .allMatch(s -> s.path("restartCount").asLong(0) == 0
                                && !s.path("state").has("running")
                                && !s.path("state").has("terminated")
                                && !s.path("lastState").has("terminated"));
    }

    private Finding notReadyForAnotherReason() {
        Optional<Condition> ready = Condition.find(pod, "Ready").filter(c -> !c.isTrue());
        if (Condition.isTrue(pod, "ContainersReady")
                && pod.at("spec", "readinessGates").size() > 0) {
            return Finding.transientOnly(
                    Reason.READINESS_GATE_CLOSED,
                    pod.ref(),
                    "",
                    ready.map(Condition::text).orElse("a readiness gate is not true yet"));
        }
        if (Condition.isTrue(pod, "DisruptionTarget")) {
            return Finding.transientOnly(Reason.EVICTED, pod.ref(), "", "it is about to be evicted");
        }
        return Finding.transientOnly(
                anyStatus() ? Reason.NOT_READY : Reason.STARTING,
                pod.ref(),
                "",
                ready.filter(c -> !c.message().isBlank())
                        .map(Condition::text)
                        .orElse("its containers are being started"));
    }
}
