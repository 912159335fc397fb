package io.jenkins.plugins.k8srelease.engine.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiResponse;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.object.Digests;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.ownership.Adoption;
import io.jenkins.plugins.k8srelease.engine.ownership.Ownership;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Plans without asking the server what it would do: for people who want the fewest requests and take a release that fails
 * half-way, and is undone, for one that does not begin. What is there is still read, since an undo needs it: the names of
 * each kind, and the objects that are to be changed.
 */
final class QuickPlan {

    private final Cluster cluster;
    private final PlanRequest request;

    QuickPlan(Cluster cluster, PlanRequest request) {
        this.cluster = cluster;
        this.request = request;
    }

    void plan(
            List<Prepared> open,
            Map<String, KubeObject> live,
            Map<String, Ownership.Replicas> replicas,
            Map<Prepared, PlannedObject> done) {
        Set<String> existing = existing(open);
        Map<String, CompletableFuture<Optional<KubeObject>>> asked = new HashMap<>();
        for (Prepared p : open) {
            String key = Planner.key(p.object());
            if (existing.contains(key) && live.get(key) == null) {
                asked.put(key, cluster.get(p.type(), p.namespace(), p.name()));
            }
        }
        for (Prepared p : open) {
            String key = Planner.key(p.object());
            KubeObject now =
                    asked.containsKey(key) ? Cluster.join(asked.get(key)).orElse(null) : live.get(key);
            Ownership ownership = Ownership.PLAIN
                    .with(replicas.getOrDefault(key, Replicas.withoutAutoscaler(p, now)))
                    .adopting(now == null ? List.of() : adopted(now));
            done.put(
                    p,
                    new PlannedObject(
                            p.object(),
                            p.origin(),
                            p.wave(),
                            now == null ? Action.CREATE : Action.UPDATE,
                            now,
                            List.of(),
                            Digests.sha256(p.config()),
                            false,
                            ownership,
                            null));
        }
    }

    /** What kubectl applied comes along; what Helm has is a conflict unless it is to be taken. */
    private List<String> adopted(KubeObject now) {
        return Adoption.appliedBy(now, request.names().fieldManager()).stream()
                .filter(tool -> !tool.equals(Adoption.HELM) || request.forceConflicts())
                .toList();
    }

    /** What exists of the kinds and namespaces of these objects: one list of names for each. */
    private Set<String> existing(List<Prepared> open) {
        Map<ResourceType, Set<String>> wanted = new LinkedHashMap<>();
        open.forEach(p -> wanted.computeIfAbsent(p.type(), t -> new HashSet<>()).add(p.namespace()));
        Map<CompletableFuture<ApiResponse>, ResourceType> lists = new LinkedHashMap<>();
        wanted.forEach((type, namespaces) -> namespaces.forEach(namespace ->
                lists.put(cluster.read(ApiRequest.get(type.path(namespace)).accepting(ApiRequest.NAMES_ONLY)), type)));
        Set<String> keys = new HashSet<>();
        lists.forEach((answer, type) -> {
            for (JsonNode item : Cluster.join(answer).body().path("items")) {
                JsonNode metadata = item.path("metadata");
                keys.add(type.groupKind() + "/" + metadata.path("namespace").asText() + "/"
                        + metadata.path("name").asText());
            }
        });
        return keys;
    }
}
