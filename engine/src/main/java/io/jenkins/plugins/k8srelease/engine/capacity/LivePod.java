package io.jenkins.plugins.k8srelease.engine.capacity;

/**
 * A pod that is running already.
 *
 * @param shape what it takes
 * @param name its name
 * @param node where it runs, empty while it is not scheduled
 * @param ready whether it counts as available
 */
record LivePod(PodShape shape, String name, String node, boolean ready) {}
