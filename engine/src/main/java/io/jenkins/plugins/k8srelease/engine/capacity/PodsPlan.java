package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.ArrayList;
import java.util.List;

/**
 * Pods that are only added or removed: a ReplicaSet, a bare Pod, or a workload whose template does not change.
 *
 * @param workload the workload
 * @param live its pods now
 * @param next a pod that would be added
 * @param replicas how many are wanted
 */
record PodsPlan(ObjectRef workload, List<LivePod> live, PodShape next, int replicas) implements RolloutPlan {

    @Override
    public Footprint before() {
        return Footprint.of(live.size() + " pods", live);
    }

    @Override
    public Footprint after() {
        int kept = Math.min(live.size(), replicas);
        return Footprint.of(replicas + " pods", live.subList(0, kept)).and(next, replicas - kept);
    }

    @Override
    public List<Footprint> states() {
        return List.of(before(), after());
    }

    @Override
    public boolean createsPods() {
        return replicas > live.size();
    }

    @Override
    public Rollout start(World world) {
        // A pod that is not ready now is no concern of a release that leaves it alone.
        PodSet set = new PodSet(
                next, new ArrayList<>(live.stream().map(world::adoptAsAvailable).toList()));
        return new Rollout() {
            @Override
            public boolean step(World w) {
                boolean changed = set.target != replicas;
                set.target = replicas;
                return changed | set.reconcile(w);
            }

            @Override
            public boolean isComplete() {
                return set.target == replicas && set.isComplete();
            }

            @Override
            public String progress() {
                return set.pods.size() + " of " + replicas + " pods";
            }
        };
    }
}
