package io.jenkins.plugins.k8srelease.client;

import java.util.List;

/**
 * What a connection test found.
 *
 * @param user who the API server takes us for
 * @param version of the server, for example {@code v1.34.1}
 * @param namespace in which the rights were looked up
 * @param namespaceExists false when it does not, or cannot be seen
 * @param missing rights that a release needs and that this user does not have
 */
public record ConnectionReport(
        String user, String version, String namespace, boolean namespaceExists, List<String> missing) {}
