package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.apply.Waves;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers from a cluster whether a release fits. For threads that may block. */
public final class CapacityReader {

    /** For a person who asks, and for whom the answer about nodes is worth a minute. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Cluster cluster;
    private final Duration patience;
    private final long mostPods;

    public CapacityReader(Cluster cluster) {
        this(cluster, PATIENCE, Long.MAX_VALUE);
    }

    /**
     * For whom the answer about nodes is worth less.
     *
     * @param patience how long the pods of all namespaces may take; without them nodes are not known
     * @param mostPods with how many pods in the cluster nodes are still asked about
     */
    public CapacityReader(Cluster cluster, Duration patience, long mostPods) {
        this.cluster = cluster;
        this.patience = patience;
        this.mostPods = mostPods;
    }

    /**
     * Reads what the check needs, and checks. Costs one paged list for each kind that the release needs, all at once.
     *
     * @throws IllegalArgumentException when an object of the release is not what its kind should be
     */
    public CapacityReport check(CapacityRequest asked) {
        CapacityRequest request = asked.withKinds(plurals(asked));
        CompletableFuture<Integer> serverMinor = cluster.discovery().minorVersion();
        CompletableFuture<CapacitySnapshot> snapshot = SnapshotLoader.load(this::list, request, patience, mostPods);
        return CapacityCheck.check(
                request, Cluster.join(snapshot.thenCombine(serverMinor, CapacitySnapshot::withServerMinor)));
    }

    /** Quotas name a kind by its plural, which for a custom kind only the server knows. */
    private KindNames plurals(CapacityRequest request) {
        Map<GroupKind, String> known = new HashMap<>();
        request.waves()
                .forEach(wave -> wave.forEach(o -> cluster.discovery()
                        .find(o.groupKind())
                        .ifPresent(type -> known.put(o.groupKind(), type.plural()))));
        return new KindNames(known);
    }

    /**
     * The same for manifests of which nothing else is known: whatever runs of them is taken to be replaced.
     *
     * @param namespace where objects go that name none
     * @param headroom share of every quota and node that must stay free, from 0 to below 1
     * @param nodesFixed true when no autoscaler may add nodes, so that a shortage of nodes is more than a warning
     */
    public CapacityReport check(
            String namespace, List<LoadedObject> objects, Strategy strategy, double headroom, boolean nodesFixed) {
        return check(CapacityRequest.of(namespace, waves(objects), strategy)
                .withHeadroom(headroom)
                .withNodesFixed(nodesFixed)
                .withRecords(OwnRecords.FIRST_RELEASE));
    }

    /** The objects in the order in which they are applied. */
    public static List<List<KubeObject>> waves(List<LoadedObject> objects) {
        TreeMap<Integer, List<KubeObject>> waves = new TreeMap<>();
        objects.forEach(o -> waves.computeIfAbsent(Waves.of(o.object()), w -> new ArrayList<>())
                .add(o.object()));
        return List.copyOf(waves.values());
    }

    private CompletionStage<CapacitySource.Page> list(CapacitySource.Call call) {
        ApiRequest request =
                ApiRequest.get(type(call.kind()).path(call.namespace())).with("limit", Integer.toString(call.limit()));
        if (!call.fieldSelector().isEmpty()) {
            request = request.with("fieldSelector", call.fieldSelector());
        }
        if (!call.continueToken().isEmpty()) {
            request = request.with("continue", call.continueToken());
        }
        return cluster.read(request).handle((answer, thrown) -> {
            if (thrown == null) {
                return page(call.kind(), answer.body());
            }
            if (Cluster.unwrap(thrown) instanceof ApiException e && (e.isForbidden() || e.isNotFound())) {
                throw new CapacitySource.MissingRightException(
                        (e.isForbidden() ? "no right to list " : "the server does not know ")
                                + call.kind().plural());
            }
            throw thrown instanceof RuntimeException r ? r : new IllegalStateException(thrown);
        });
    }

    private static ResourceType type(ResourceKind kind) {
        int slash = kind.apiVersion().indexOf('/');
        return new ResourceType(
                slash < 0 ? "" : kind.apiVersion().substring(0, slash),
                kind.apiVersion().substring(slash + 1),
                kind.kind(),
                kind.plural(),
                kind.namespaced());
    }

    /** Items of a list carry neither apiVersion nor kind. */
    private static CapacitySource.Page page(ResourceKind kind, JsonNode list) {
        List<KubeObject> items = new ArrayList<>();
        list.path("items")
                .forEach(item -> items.add(new KubeObject(
                        ((ObjectNode) item).put("apiVersion", kind.apiVersion()).put("kind", kind.kind()))));
        return new CapacitySource.Page(
                items,
                list.path("metadata").path("continue").asText(""),
                list.path("metadata").path("remainingItemCount").asLong(0));
    }
}
