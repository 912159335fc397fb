package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.List;

/**
 * A CronJob: its schedule may start one Job at any moment from its wave on. Nobody waits for it, so a lack of room for it
 * makes a release slower at most.
 *
 * @param workload the CronJob
 * @param next one of its pods
 * @param parallelism how many a Job of it runs at a time
 */
record CronJobPlan(ObjectRef workload, PodShape next, int parallelism) implements RolloutPlan {

    @Override
    public Footprint before() {
        return Footprint.NOTHING;
    }

    @Override
    public Footprint after() {
        return Footprint.of("one run of " + parallelism + " pods", next, parallelism);
    }

    @Override
    public List<Footprint> states() {
        return List.of(after());
    }

    @Override
    public boolean isOptional() {
        return true;
    }

    @Override
    public boolean createsPods() {
        return parallelism > 0;
    }

    @Override
    public Rollout start(World world) {
        return new Rollout() {
            @Override
            public boolean step(World w) {
                return false;
            }

            @Override
            public boolean isComplete() {
                return true;
            }

            @Override
            public String progress() {
                return "waits for its schedule";
            }
        };
    }
}
