package io.jenkins.plugins.k8srelease.engine.status;

import io.jenkins.plugins.k8srelease.engine.health.State;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.OwnerSign;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an application is at one moment.
 *
 * @param head its record, empty when it was never released
 * @param owner the last sign of life of whoever runs a release, empty when none is under way
 * @param objects those of the live release, in the order of its waves; empty without one
 * @param digests what the pods of the live release ran when it had succeeded, by {@code Kind/name/container}, as far as the
 *     nodes reported it
 */
public record ApplicationStatus(
        Optional<Head> head, Optional<OwnerSign> owner, List<ObjectStatus> objects, Map<String, String> digests) {

    public ApplicationStatus {
        objects = List.copyOf(objects);
        digests = Map.copyOf(digests);
    }

    /** True when there is a live release and every object of it is ready. */
    public boolean isHealthy() {
        return head.isPresent() && head.get().live() > 0 && objects.stream().allMatch(o -> o.state() == State.READY);
    }
}
