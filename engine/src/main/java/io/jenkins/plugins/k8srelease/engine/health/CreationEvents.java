package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Refused pods of the controllers that report them only as events: StatefulSet, DaemonSet, Job. An event counts while no
 * pod was created after it, and only for the current specification.
 */
final class CreationEvents {

    private static final Set<String> CREATED = Set.of("SuccessfulCreate");

    private CreationEvents() {}

    static Optional<Finding> find(KubeObject controller, List<KubeObject> pods, Scene scene) {
        Optional<Instant> changed = Scene.specChanged(controller);
        Optional<Instant> lastPod = pods.stream().map(Pods::createdAt).max(Instant::compareTo);
        for (KubeEvent event : scene.events(controller)) {
            if (CREATED.contains(event.reason())) {
                return Optional.empty();
            }
            if (event.reason().equals("FailedCreate")) {
                Instant last = event.last().orElse(scene.now());
                boolean stale = changed.filter(last::isBefore).isPresent()
                        || lastPod.filter(last::isBefore).isPresent();
                if (stale) {
                    return Optional.empty();
                }
                Instant first = event.first().orElse(last);
                Instant since = changed.filter(first::isBefore).orElse(first);
                // One refusal may be a race with the counting of a pod that has just ended.
                return Optional.of(new CreationTrouble(
                                event.message(),
                                controller.ref(),
                                since,
                                scene.tolerances().quota().multipliedBy(3),
                                false,
                                scene)
                        .find());
            }
        }
        return Optional.empty();
    }
}
