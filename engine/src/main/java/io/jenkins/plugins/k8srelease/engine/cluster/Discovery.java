package io.jenkins.plugins.k8srelease.engine.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Which resources the API server serves, read once with two requests (aggregated discovery, stable since Kubernetes
 * 1.30) and again after {@link #forget()}. An API group whose own server is down is missing from it; its kinds are then
 * reported as unknown with that reason by the server's answer to a request for them.
 */
public final class Discovery {

    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private final Cluster cluster;
    private volatile Map<GroupKind, List<ResourceType>> types;
    private volatile CompletableFuture<Integer> minor;

    Discovery(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The resource of a kind at exactly that API version; empty when it is not served. */
    public Optional<ResourceType> find(ObjectRef ref) {
        return types().getOrDefault(ref.groupKind(), List.of()).stream()
                .filter(t -> t.apiVersion().equals(ref.apiVersion()))
                .findFirst();
    }

    /** The resource of a kind at the version that the server prefers. */
    public Optional<ResourceType> find(GroupKind kind) {
        return types().getOrDefault(kind, List.of()).stream().findFirst();
    }

    /** Every kind served, preferred version first. */
    public Map<GroupKind, List<ResourceType>> types() {
        Map<GroupKind, List<ResourceType>> known = types;
        if (known == null) {
            known = load();
            types = known;
        }
        return known;
    }

    /** Minor version of the server, 0 when it does not say, as some clouds' do not with a plain number. */
    public CompletableFuture<Integer> minorVersion() {
        CompletableFuture<Integer> known = minor;
        if (known == null || known.isCompletedExceptionally()) {
            known = cluster.read(ApiRequest.get("/version")).thenApply(answer -> {
                String text = answer.body().path("minor").asText().replaceAll("\\D.*", "");
                return text.isEmpty() ? 0 : Integer.parseInt(text);
            });
            minor = known;
        }
        return known;
    }

    /** Forgets what was read, for example after a CustomResourceDefinition was applied. */
    public void forget() {
        types = null;
        minor = null;
    }

    private Map<GroupKind, List<ResourceType>> load() {
        CompletableFuture<ApiResponse> core =
                cluster.read(ApiRequest.get("/api").accepting(AGGREGATED));
        CompletableFuture<ApiResponse> groups =
                cluster.read(ApiRequest.get("/apis").accepting(AGGREGATED));
        Map<GroupKind, List<ResourceType>> result = new LinkedHashMap<>();
        for (ApiResponse answer : Cluster.join(List.of(core, groups))) {
            if (!answer.body().path("kind").asText().equals("APIGroupDiscoveryList")) {
                throw new IllegalStateException("the API server at " + cluster.server()
                        + " does not answer aggregated discovery; Kubernetes 1.30 or newer is needed");
            }
            answer.body().path("items").forEach(group -> addGroup(result, group));
        }
        return result;
    }

    private static void addGroup(Map<GroupKind, List<ResourceType>> result, JsonNode item) {
        String group = item.path("metadata").path("name").asText();
        for (JsonNode version : item.path("versions")) {
            for (JsonNode resource : version.path("resources")) {
                String kind = resource.path("responseKind").path("kind").asText();
                if (!kind.isEmpty()) {
                    result.computeIfAbsent(new GroupKind(group, kind), k -> new ArrayList<>())
                            .add(new ResourceType(
                                    group,
                                    version.path("version").asText(),
                                    kind,
                                    resource.path("resource").asText(),
                                    resource.path("scope").asText().equals("Namespaced")));
                }
            }
        }
    }
}
