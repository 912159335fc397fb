package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.ArrayList;
import java.util.List;

/**
 * A Job, or a pod that a smoke test starts: it takes room until it is done.
 *
 * @param workload the Job
 * @param next one of its pods
 * @param parallelism how many run at a time
 * @param completions how many have to succeed
 */
record JobPlan(ObjectRef workload, PodShape next, int parallelism, int completions) implements RolloutPlan {

    @Override
    public Footprint before() {
        return Footprint.NOTHING;
    }

    @Override
    public Footprint after() {
        return Footprint.NOTHING;
    }

    @Override
    public List<Footprint> states() {
        return List.of(Footprint.of(parallelism + " pods at a time", next, parallelism));
    }

    @Override
    public boolean createsPods() {
        return parallelism > 0;
    }

    @Override
    public Rollout start(World world) {
        return new Rollout() {
            private int left = parallelism == 0 ? 0 : completions;
            private final PodSet running = new PodSet(next, new ArrayList<>());

            @Override
            public boolean step(World w) {
                running.target = Math.min(parallelism, left);
                boolean changed = running.reconcile(w);
                if (running.available() > 0 && running.pods.size() == running.target || !changed) {
                    List<SimPod> done =
                            running.pods.stream().filter(p -> p.available).toList();
                    for (SimPod pod : done) {
                        running.pods.remove(pod);
                        w.remove(pod);
                        left--;
                        changed = true;
                    }
                }
                return changed;
            }

            @Override
            public boolean isComplete() {
                return left <= 0;
            }

            @Override
            public String progress() {
                return (completions - left) + " of " + completions + " completions, " + running.pods.size() + " pods";
            }
        };
    }
}
