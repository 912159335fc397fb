package io.jenkins.plugins.k8srelease.engine.history;

/**
 * A head as it was read.
 *
 * @param head the content
 * @param uid the Secret's UID
 * @param resourceVersion the version that a write must still find
 */
public record StoredHead(Head head, String uid, String resourceVersion) {}
