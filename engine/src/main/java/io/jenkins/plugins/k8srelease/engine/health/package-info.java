/**
 * Verdicts: whether an object has become what its manifest asks for, is still on the way, or never will be. Every verdict
 * is a pure function of a {@link io.jenkins.plugins.k8srelease.engine.health.ClusterView snapshot} and of documented
 * {@link io.jenkins.plugins.k8srelease.engine.health.Tolerances tolerances}; nothing here reads a clock or a cluster.
 */
package io.jenkins.plugins.k8srelease.engine.health;
