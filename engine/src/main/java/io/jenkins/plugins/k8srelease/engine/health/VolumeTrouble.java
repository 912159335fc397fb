package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What keeps a scheduled pod's containers from being created: volumes, then sandbox and network. Only events tell. */
final class VolumeTrouble {

    /** Events that can only follow when all volumes are mounted and the sandbox is up. */
    private static final Set<String> PAST_IT = Set.of("Pulling", "Pulled", "Created", "Started", "BackOff");

    private VolumeTrouble() {}

    static Optional<Finding> find(KubeObject pod, List<KubeEvent> newestFirst, Scene scene) {
        List<KubeEvent> current = new ArrayList<>();
        for (KubeEvent event : newestFirst) {
            if (PAST_IT.contains(event.reason())) {
                break;
            }
            current.add(event);
        }
        Instant scheduled = Pods.scheduledAt(pod);
        Optional<Finding> config = current.stream()
                .filter(e -> e.reason().equals("FailedMount"))
                .flatMap(e -> ConfigTrouble.find(e.message(), pod, "", e.first().orElse(scheduled), scene).stream())
                .findFirst();
        return config.or(() -> current.stream()
                .flatMap(e -> other(pod, e, scheduled, scene).stream())
                .min(Finding.MOST_TELLING));
    }

    private static Optional<Finding> other(KubeObject pod, KubeEvent event, Instant scheduled, Scene scene) {
        Instant since = event.first().orElse(scheduled);
        String text = Texts.line(event.message());
        return switch (event.reason()) {
            case "FailedAttachVolume" ->
                Optional.of(Finding.tolerated(
                        Reason.VOLUME_ATTACH_FAILED,
                        pod.ref(),
                        "",
                        text,
                        since,
                        scene.tolerances().volumes()));
            case "FailedMount", "FailedMapVolume" ->
                Optional.of(
                        ConfigTrouble.isLag(text)
                                ? Finding.transientOnly(Reason.STARTING, pod.ref(), "", text)
                                : Finding.tolerated(
                                        Reason.VOLUME_MOUNT_FAILED,
                                        pod.ref(),
                                        "",
                                        text,
                                        since,
                                        scene.tolerances().volumes()));
            case "FailedCreatePodSandBox", "NetworkNotReady", "FailedPodSandBoxStatus" ->
                Optional.of(Finding.transientOnly(Reason.SANDBOX_FAILED, pod.ref(), "", text));
            default -> Optional.empty();
        };
    }
}
