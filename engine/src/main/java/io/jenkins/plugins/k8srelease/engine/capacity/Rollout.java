package io.jenkins.plugins.k8srelease.engine.capacity;

/** One workload while a release is played through: the part of its controller that creates and removes pods. */
interface Rollout {

    /** One turn of the controller; true when something changed. */
    boolean step(World world);

    boolean isComplete();

    /** How far it is, for a person: {@code 3 old and 1 new pods}. */
    String progress();
}
