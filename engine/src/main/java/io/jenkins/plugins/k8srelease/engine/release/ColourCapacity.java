package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenPlan;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacityRequest;
import io.jenkins.plugins.k8srelease.engine.capacity.Strategy;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import io.jenkins.plugins.k8srelease.engine.plan.Plan;
import io.jenkins.plugins.k8srelease.engine.plan.PlannedObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether there is room for a second colour beside the first. */
final class ColourCapacity {

    private ColourCapacity() {}

    static CapacityRequest request(CapacityRequest request, Plan plan, BlueGreenPlan colours) {
        Map<ObjectRef, ObjectRef> active = new HashMap<>();
        for (PlannedObject planned : plan.objects()) {
            ObjectRef ref = planned.config().ref();
            if (!ref.kind().equals("Deployment")) {
                continue;
            }
            colours.to().workloads().stream()
                    .filter(m -> m.deployment().equals(ref.name()))
                    .findFirst()
                    .flatMap(m -> counterpart(colours.from(), m))
                    .ifPresent(old ->
                            active.put(ref, new ObjectRef(ref.apiVersion(), ref.kind(), request.namespace(), old)));
        }
        return request.withWaves(request.waves(), Strategy.BLUE_GREEN).withColours(Set.of(), active);
    }

    private static Optional<String> counterpart(Colours.Side from, Colours.Member member) {
        return from == null
                ? Optional.empty()
                : from.workloads().stream()
                        .filter(m -> m.workload().equals(member.workload()))
                        .map(Colours.Member::deployment)
                        .findFirst();
    }
}
