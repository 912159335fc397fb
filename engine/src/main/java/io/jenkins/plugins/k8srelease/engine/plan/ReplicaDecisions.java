package io.jenkins.plugins.k8srelease.engine.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiResponse;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.ownership.Ownership;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Finds the autoscalers of a set's workloads, in the set and in the cluster, and leaves the numbers to them. */
final class ReplicaDecisions {

    private final List<String> warnings;
    private final Optional<ResourceType> type;
    private final List<Prepared> set;
    private final List<Prepared> scalable;
    /** The namespace's autoscalers; null when no workload could have one. */
    private final CompletableFuture<ApiResponse> asked;

    private List<KubeObject> live;

    /** Asks for the autoscalers when there may be any; {@link #decide} waits for them. */
    ReplicaDecisions(Cluster cluster, PlanRequest request, List<Prepared> set, List<String> warnings) {
        this.set = set;
        this.warnings = warnings;
        this.scalable = set.stream().filter(Replicas::isScalable).toList();
        this.type = scalable.isEmpty() ? Optional.empty() : cluster.discovery().find(Kinds.AUTOSCALER);
        this.asked = type.map(
                        t -> cluster.read(ApiRequest.get(t.path(request.names().namespace()))))
                .orElse(null);
    }

    /**
     * Decides, and changes the configurations accordingly.
     *
     * @param liveOf reads a workload as it is, null when it is absent
     * @return who decides, by {@link Planner#key}, of the workloads that have an autoscaler
     */
    Map<String, Ownership.Replicas> decide(Function<Prepared, KubeObject> liveOf) {
        Map<String, Ownership.Replicas> decisions = new HashMap<>();
        if (scalable.isEmpty()) {
            return decisions;
        }
        List<KubeObject> autoscalers = autoscalers();
        for (Prepared p : scalable) {
            Optional<KubeObject> autoscaler = Replicas.autoscalerOf(p, autoscalers);
            if (autoscaler.isPresent()) {
                Replicas.decide(p, autoscaler.get(), liveOf.apply(p));
                decisions.put(Planner.key(p.object()), Ownership.Replicas.AUTOSCALED);
            }
        }
        return decisions;
    }

    /** The namespace's autoscalers as they were read, empty when no workload could have one or they may not be read. */
    Optional<List<KubeObject>> inNamespace() {
        return Optional.ofNullable(live);
    }

    private List<KubeObject> autoscalers() {
        List<KubeObject> found = new ArrayList<>(set.stream()
                .map(Prepared::object)
                .filter(o -> o.groupKind().equals(Kinds.AUTOSCALER))
                .toList());
        type.ifPresent(t -> {
            try {
                List<KubeObject> read = new ArrayList<>();
                Cluster.join(asked)
                        .body()
                        .path("items")
                        .forEach(item -> read.add(new KubeObject(((ObjectNode) item)
                                .put("apiVersion", t.apiVersion())
                                .put("kind", t.kind()))));
                found.addAll(read);
                live = read;
            } catch (ApiException e) {
                if (!e.isForbidden()) {
                    throw e;
                }
                warnings.add("HorizontalPodAutoscalers cannot be read (" + e.getMessage()
                        + "): a number of replicas in the manifests is applied as it is");
            }
        });
        return found;
    }
}
