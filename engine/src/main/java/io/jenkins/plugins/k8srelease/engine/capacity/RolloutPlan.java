package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.List;

/** What one workload of a release does to its pods. Immutable; {@link #start} begins one way in which it may go. */
sealed interface RolloutPlan permits DeploymentPlan, StatefulSetPlan, DaemonSetPlan, JobPlan, PodsPlan, CronJobPlan {

    ObjectRef workload();

    /** Its pods before its wave. */
    Footprint before();

    /** Its pods once it is done. */
    Footprint after();

    /** Its pods at every moment on the way, including those that are stopping. */
    List<Footprint> states();

    /** Objects beside pods that the controller creates on the way, such as ReplicaSets and claims. */
    default List<ObjectCharge> creates() {
        return List.of();
    }

    /** A pod of the new revision, as it would be admitted. */
    PodShape next();

    /** The same with pods that are gone as soon as they go. */
    default RolloutPlan withoutLingering() {
        return this;
    }

    /** True when pods may start that nobody waits for, as a CronJob's. */
    default boolean isOptional() {
        return false;
    }

    /** True when at least one pod will be created, so that a pod which can never be admitted is an error. */
    boolean createsPods();

    Rollout start(World world);
}
