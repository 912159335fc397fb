package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What can be read off a pod alone. */
final class Pods {

    private Pods() {}

    static String phase(KubeObject pod) {
        return pod.text("status", "phase");
    }

    /** Neither ended nor being deleted: the pods that controllers count. */
    static boolean isActive(KubeObject pod) {
        return !pod.isBeingDeleted() && !hasEnded(pod);
    }

    static boolean hasEnded(KubeObject pod) {
        return phase(pod).equals("Succeeded") || phase(pod).equals("Failed");
    }

    static boolean isReady(KubeObject pod) {
        return Condition.isTrue(pod, "Ready");
    }

    /** True when endpoints may send requests to it. */
    static boolean serves(KubeObject pod) {
        return isActive(pod) && isReady(pod);
    }

    /** When a ready pod will have been ready for that long; empty when it is not ready or does not say since when. */
    static Optional<Instant> availableFrom(KubeObject pod, long minReadySeconds) {
        return Condition.find(pod, "Ready")
                .filter(Condition::isTrue)
                .flatMap(Condition::transition)
                .map(since -> since.plus(Duration.ofSeconds(minReadySeconds)));
    }

    /** The time from which the kubelet could work on the pod. */
    static Instant scheduledAt(KubeObject pod) {
        return Condition.find(pod, "PodScheduled")
                .filter(Condition::isTrue)
                .flatMap(Condition::transition)
                .or(() -> pod.time("status", "startTime"))
                .orElseGet(() -> createdAt(pod));
    }

    static Instant createdAt(KubeObject object) {
        return object.time("metadata", "creationTimestamp").orElse(Instant.EPOCH);
    }

    /** The hash of the template by which StatefulSet and DaemonSet tell their revisions. */
    static String revision(KubeObject pod) {
        return pod.labels().getOrDefault("controller-revision-hash", "");
    }

    static String node(KubeObject pod) {
        return pod.text("spec", "nodeName");
    }
}
