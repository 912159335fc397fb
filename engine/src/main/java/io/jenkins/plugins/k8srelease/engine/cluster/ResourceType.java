package io.jenkins.plugins.k8srelease.engine.cluster;

import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A resource that the API server serves.
 *
 * @param group API group, empty for the core group
 * @param version for example {@code v1}
 * @param kind for example {@code Deployment}
 * @param plural the name in URLs, for example {@code deployments}
 * @param namespaced false for cluster-scoped resources
 */
public record ResourceType(String group, String version, String kind, String plural, boolean namespaced) {

    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    public GroupKind groupKind() {
        return new GroupKind(group, kind);
    }

    /** {@code deployments.apps}, as RBAC and kubectl write it. */
    public String groupResource() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** The collection's path; all namespaces when the namespace is empty. */
    public String path(String namespace) {
        String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        return root + (namespaced && !namespace.isEmpty() ? "/namespaces/" + segment(namespace) : "") + "/" + plural;
    }

    /** The path of one object. */
    public String path(String namespace, String name) {
        return path(namespace) + "/" + segment(name);
    }

    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
