package io.jenkins.plugins.k8srelease.engine.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why the scheduler found no node. */
final class SchedulingTrouble {

    private static final Pattern CLAIM_NOT_FOUND = Pattern.compile("persistentvolumeclaim \"([^\"]+)\" not found");

    private SchedulingTrouble() {}

    static Finding find(KubeObject pod, Scene scene) {
        Optional<Condition> scheduled = Condition.find(pod, "PodScheduled");
        if (scheduled.isEmpty()
                || scheduled.get().message().isEmpty()
                        && !scheduled.get().reason().equals("SchedulingGated")) {
            return Finding.transientOnly(Reason.SCHEDULING, pod.ref(), "", "waits for the scheduler");
        }
        Condition condition = scheduled.get();
        String text = withoutPreemption(condition.message());
        Instant since = condition.transition().orElseGet(() -> Pods.createdAt(pod));
        Tolerances tolerances = scene.tolerances();
        if (condition.reason().equals("SchedulingGated")) {
            return Finding.transientOnly(Reason.SCHEDULING_GATED, pod.ref(), "", "a scheduling gate holds it back");
        }
        Matcher missing = CLAIM_NOT_FOUND.matcher(text);
        if (missing.find()) {
            boolean exists = scene.view()
                    .find(Kinds.CLAIM, pod.namespace(), missing.group(1))
                    .isPresent();
            // A StatefulSet creates the claim and the pod in one go, and the scheduler may see the pod first.
            return Finding.tolerated(
                    exists ? Reason.VOLUME_PENDING : Reason.CLAIM_MISSING,
                    pod.ref(),
                    "",
                    "PersistentVolumeClaim \"" + missing.group(1)
                            + (exists
                                    ? "\" has just been created"
                                    : "\" does not exist in namespace " + pod.namespace()),
                    since,
                    exists ? tolerances.volumes() : tolerances.configLag());
        }
        Optional<Finding> claim = claimTrouble(pod, scene);
        if (claim.isPresent()) {
            return claim.get();
        }
        if (Texts.contains(text, "bound to non-existent pv")) {
            return Finding.terminal(Reason.VOLUME_LOST, pod.ref(), "", text);
        }
        if (Texts.contains(text, "unbound immediate persistentvolumeclaims")) {
            return Finding.tolerated(Reason.VOLUME_PENDING, pod.ref(), "", text, since, tolerances.volumes());
        }
        if (Texts.contains(text, "didn't find available persistent volumes to bind")
                && !Texts.contains(text, "insufficient", "unschedulable", "not-ready", "unreachable")) {
            return Finding.tolerated(Reason.VOLUME_UNBINDABLE, pod.ref(), "", text, since, tolerances.volumeLag());
        }
        return Finding.tolerated(
                Reason.UNSCHEDULABLE, pod.ref(), "", "no node can take it: " + text, since, tolerances.unschedulable());
    }

    /** The trouble of one of its claims tells more than the scheduler's words. */
    private static Optional<Finding> claimTrouble(KubeObject pod, Scene scene) {
        return java.util.stream.StreamSupport.stream(pod.at("spec", "volumes").spliterator(), false)
                .map(v -> claimName(v, pod))
                .filter(name -> !name.isEmpty())
                .flatMap(name -> scene.view().find(Kinds.CLAIM, pod.namespace(), name).stream())
                .flatMap(claim -> ClaimJudge.trouble(claim, scene).stream())
                .min(Comparator.comparing(Finding::reason));
    }

    private static String claimName(JsonNode volume, KubeObject pod) {
        if (volume.has("ephemeral")) {
            return pod.name() + "-" + volume.path("name").asText();
        }
        return volume.path("persistentVolumeClaim").path("claimName").asText("");
    }

    /** The scheduler repeats all nodes for preemption, which tells nothing new. */
    private static String withoutPreemption(String message) {
        String line = Texts.line(message);
        int at = line.indexOf(" preemption: ");
        return Texts.withoutStop(at < 0 ? line : line.substring(0, at));
    }
}
