package io.jenkins.plugins.k8srelease.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiResponse;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ClusterOptions;
import io.jenkins.plugins.k8srelease.engine.plan.Rights;
import io.jenkins.plugins.k8srelease.engine.plan.Rights.Right;
import io.jenkins.plugins.k8srelease.kubeconfig.UserMaterial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Asks an API server who one is and what one may do. Changes nothing. */
public final class ConnectionCheck {

    /** A form waits for it. */
    private static final ClusterOptions OPTIONS = ClusterOptions.standard()
            .withRequestTimeout(Duration.ofSeconds(5))
            .withPatience(Duration.ofSeconds(5))
            .withUserAgent("k8s-release connection test");

    private static final List<String> WRITE = List.of("get", "list", "watch", "create", "patch", "delete");
    private static final List<String> READ = List.of("get", "list", "watch");

    /** What every release needs, whatever its manifests hold: see examples/rbac/release-role.yaml. */
    private static final List<Need> NEEDS = List.of(
            new Need("", "secrets", List.of("get", "list", "watch", "create", "update", "patch", "delete")),
            new Need("coordination.k8s.io", "leases", List.of("get", "create", "update")),
            new Need("", "configmaps", WRITE),
            new Need("", "services", WRITE),
            new Need("apps", "deployments", WRITE),
            new Need("", "pods", List.of("get", "list", "watch", "create", "delete")),
            new Need("", "pods/log", List.of("get")),
            new Need("apps", "replicasets", READ),
            new Need("discovery.k8s.io", "endpointslices", READ),
            new Need("", "events", READ),
            new Need("", "resourcequotas", READ),
            new Need("", "limitranges", READ));

    private record Need(String group, String resource, List<String> verbs) {}

    private ConnectionCheck() {}

    /**
     * Connects and asks. Blocks for some seconds at most.
     *
     * @throws ApiException when the server refuses or does not answer
     */
    public static ConnectionReport run(ServerAddress server, UserMaterial user, String namespace) {
        try (Cluster cluster = ClientConfigs.connect(server, user, OPTIONS)) {
            // One after the other: the first failure says what is wrong, without a crowd of others.
            String name = whoAmI(cluster);
            String version = Cluster.join(cluster.send(ApiRequest.get("/version")))
                    .body()
                    .path("gitVersion")
                    .asText("of unknown version");
            return new ConnectionReport(
                    name, version, namespace, exists(cluster, namespace), missing(cluster, namespace));
        }
    }

    private static String whoAmI(Cluster cluster) {
        ObjectNode review = JsonNodeFactory.instance.objectNode();
        review.put("apiVersion", "authentication.k8s.io/v1").put("kind", "SelfSubjectReview");
        CompletableFuture<ApiResponse> answer =
                cluster.send(ApiRequest.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", review));
        try {
            return Cluster.join(answer)
                    .body()
                    .path("status")
                    .path("userInfo")
                    .path("username")
                    .asText("nobody");
        } catch (ApiException e) {
            if (e.isForbidden() && e.getMessage().contains("system:anonymous")) {
                return "system:anonymous";
            }
            throw e;
        }
    }

    private static boolean exists(Cluster cluster, String namespace) {
        try {
            Cluster.join(cluster.send(ApiRequest.get("/api/v1/namespaces/" + namespace)));
            return true;
        } catch (ApiException e) {
            // Who may not read namespaces cannot know; the release itself will tell.
            return !e.isNotFound();
        }
    }

    private static List<String> missing(Cluster cluster, String namespace) {
        Set<Right> wanted = new LinkedHashSet<>();
        NEEDS.forEach(need -> need.verbs()
                .forEach(verb -> wanted.add(new Right(verb, need.group(), need.resource(), namespace, ""))));
        Map<String, List<String>> verbs = new LinkedHashMap<>();
        for (Right right : new Rights(cluster).missing(wanted)) {
            String resource = right.resource() + (right.group().isEmpty() ? "" : "." + right.group());
            verbs.computeIfAbsent(resource, r -> new ArrayList<>()).add(right.verb());
        }
        return verbs.entrySet().stream()
                .map(e -> e.getKey() + ": " + String.join(", ", e.getValue()))
                .toList();
    }
}
