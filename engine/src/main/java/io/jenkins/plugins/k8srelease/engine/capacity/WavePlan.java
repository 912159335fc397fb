package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;

/**
 * What one wave does.
 *
 * @param name for a person, such as {@code wave 3 of 5}
 * @param quotas ResourceQuotas that are added or changed
 * @param charges objects that are created
 * @param rollouts workloads whose pods change
 */
record WavePlan(String name, List<KubeObject> quotas, List<ObjectCharge> charges, List<RolloutPlan> rollouts) {

    WavePlan {
        quotas = List.copyOf(quotas);
        charges = List.copyOf(charges);
        rollouts = List.copyOf(rollouts);
    }
}
