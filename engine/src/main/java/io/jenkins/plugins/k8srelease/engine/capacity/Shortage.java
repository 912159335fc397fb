package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.Quantity;

/**
 * What a release lacks.
 *
 * @param where the quota or limit range, or {@code nodes}
 * @param resource what is short, empty when it is not a matter of amounts
 * @param shortBy by how much, zero when it is not a matter of amounts
 * @param moment wave and state of the release in which it shows first
 * @param workload the workload or object that is refused first, such as {@code deployment/backend}
 * @param text the whole, as one sentence without a full stop
 */
public record Shortage(String where, String resource, Quantity shortBy, String moment, String workload, String text) {}
