package io.jenkins.plugins.k8srelease.engine.capacity;

/** A pod in a release that is played through. */
final class SimPod {

    /** Not on any node yet. */
    static final int NOWHERE = -1;

    final PodShape shape;
    /** The only node that it may run on (a daemon's), or {@link #NOWHERE}. */
    final int pinned;

    int node = NOWHERE;
    /** Was scheduled before the release began. */
    boolean bound;
    /** Runs and is ready. */
    boolean available;

    SimPod(PodShape shape, int pinned) {
        this.shape = shape;
        this.pinned = pinned;
    }
}
