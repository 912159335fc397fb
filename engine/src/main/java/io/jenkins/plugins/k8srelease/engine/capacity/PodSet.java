package io.jenkins.plugins.k8srelease.engine.capacity;

import java.util.Comparator;
import java.util.List;

/** A ReplicaSet: keeps as many pods as it is told, in so far as they are admitted. */
final class PodSet {

    final PodShape shape;
    final List<SimPod> pods;
    int target;

    PodSet(PodShape shape, List<SimPod> pods) {
        this.shape = shape;
        this.pods = pods;
        this.target = pods.size();
    }

    int available() {
        return (int) pods.stream().filter(p -> p.available).count();
    }

    boolean isComplete() {
        return pods.size() == target && available() == target;
    }

    /** One turn of the controller and the scheduler; true when something changed. */
    boolean reconcile(World world) {
        boolean changed = false;
        while (pods.size() > target) {
            // The controller takes pods first that are not ready.
            SimPod victim = pods.stream()
                    .min(Comparator.comparing((SimPod p) -> p.available).thenComparing(p -> p.node >= 0))
                    .orElseThrow();
            pods.remove(victim);
            world.remove(victim);
            changed = true;
        }
        for (SimPod pod : pods) {
            changed |= world.schedule(pod);
        }
        while (pods.size() < target) {
            var created = world.create(shape, SimPod.NOWHERE);
            if (created.isEmpty()) {
                break;
            }
            pods.add(created.get());
            changed = true;
        }
        return changed;
    }
}
