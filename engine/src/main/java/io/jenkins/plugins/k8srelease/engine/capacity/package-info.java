/**
 * Whether a release fits: the peak demand of a strategy against quotas, limit ranges and nodes, worked out before anything
 * is changed. Everything here is a pure function over a {@link io.jenkins.plugins.k8srelease.engine.capacity.CapacitySnapshot
 * snapshot}; only {@link io.jenkins.plugins.k8srelease.engine.capacity.SnapshotLoader} asks a cluster, through an interface.
 */
package io.jenkins.plugins.k8srelease.engine.capacity;
