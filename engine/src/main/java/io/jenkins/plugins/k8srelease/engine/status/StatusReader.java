package io.jenkins.plugins.k8srelease.engine.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiResponse;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.health.Health;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.health.SnapshotView;
import io.jenkins.plugins.k8srelease.engine.health.State;
import io.jenkins.plugins.k8srelease.engine.health.Tolerances;
import io.jenkins.plugins.k8srelease.engine.health.Verdict;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.HeadStore;
import io.jenkins.plugins.k8srelease.engine.history.OwnerSign;
import io.jenkins.plugins.k8srelease.engine.history.PartStore;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.history.RecordedObject;
import io.jenkins.plugins.k8srelease.engine.history.StoredHead;
import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Reads an application's record and judges its live release by one snapshot of the cluster. For threads that may block. */
public final class StatusReader {

    private record Place(ResourceType type, String namespace) {}

    private final Cluster cluster;
    private final RecordNames names;
    private final Health health = new Health(Tolerances.standard());

    public StatusReader(Cluster cluster, RecordNames names) {
        this.cluster = cluster;
        this.names = names;
    }

    public ApplicationStatus read() {
        Optional<Head> head = new HeadStore(cluster, names).read().map(StoredHead::head);
        int live = head.map(Head::live).orElse(0);
        List<KubeObject> configs = part(live, ReleaseDocument.CONTENT, ReleaseDocument.class)
                .map(d -> d.objects().stream().map(RecordedObject::config).toList())
                .orElse(List.of());
        Map<String, String> digests = part(live, ReleaseDocument.Applied.CONTENT, ReleaseDocument.Applied.class)
                .map(ReleaseDocument.Applied::images)
                .orElse(Map.of());
        return new ApplicationStatus(
                head, head.flatMap(h -> OwnerSign.read(cluster, names, h)), judge(configs), digests);
    }

    private <T> Optional<T> part(int revision, String content, Class<T> type) {
        return revision == 0 ? Optional.empty() : new PartStore(cluster, names).read(revision, content, type);
    }

    private List<ObjectStatus> judge(List<KubeObject> configs) {
        Map<ObjectRef, CompletableFuture<Optional<KubeObject>>> asked = new LinkedHashMap<>();
        configs.forEach(c -> asked.put(c.ref(), cluster.get(c.ref())));
        Map<Place, CompletableFuture<ApiResponse>> lists = new LinkedHashMap<>();
        places(configs).forEach(p -> lists.put(p, list(p)));
        List<KubeObject> all = new ArrayList<>();
        lists.forEach((place, answer) -> all.addAll(items(place, answer)));
        Map<ObjectRef, KubeObject> found = new LinkedHashMap<>();
        Map<ObjectRef, ObjectStatus> absent = new LinkedHashMap<>();
        asked.forEach((ref, answer) -> {
            try {
                Cluster.join(answer).ifPresentOrElse(o -> found.put(ref, o), () -> absent.put(ref, missing(ref)));
            } catch (ApiException e) {
                absent.put(ref, new ObjectStatus(ref, State.PROGRESSING, ObjectStatus.UNREADABLE, e.getMessage()));
            }
        });
        all.addAll(found.values());
        SnapshotView view = new SnapshotView(all, cluster.now());
        return asked.keySet().stream()
                .map(ref -> absent.containsKey(ref) ? absent.get(ref) : status(ref, health.judge(found.get(ref), view)))
                .toList();
    }

    private static ObjectStatus status(ObjectRef ref, Verdict verdict) {
        return new ObjectStatus(ref, verdict.state(), verdict.reason(), verdict.message());
    }

    private static ObjectStatus missing(ObjectRef ref) {
        return ref.groupKind().equals(Kinds.JOB)
                ? new ObjectStatus(ref, State.READY, "Complete", "done, and cleaned up since")
                : new ObjectStatus(ref, State.FAILED, ObjectStatus.MISSING, "does not exist any more");
    }

    /** What the verdicts look at, each once. */
    private Set<Place> places(List<KubeObject> configs) {
        Set<Place> places = new LinkedHashSet<>();
        for (KubeObject config : configs) {
            for (GroupKind kind : Health.watched(config.groupKind())) {
                cluster.discovery()
                        .find(kind)
                        .ifPresent(type -> places.add(new Place(type, type.namespaced() ? config.namespace() : "")));
            }
        }
        return places;
    }

    private CompletableFuture<ApiResponse> list(Place place) {
        ApiRequest request = ApiRequest.get(place.type().path(place.namespace()));
        return cluster.read(
                place.type().groupKind().equals(Kinds.EVENT) ? request.with("fieldSelector", "type=Warning") : request);
    }

    /** Items of a list carry neither apiVersion nor kind. What may not be read is left out: verdicts then say less. */
    private static List<KubeObject> items(Place place, CompletableFuture<ApiResponse> answer) {
        List<KubeObject> items = new ArrayList<>();
        try {
            Cluster.join(answer).body().path("items").forEach(item -> {
                ObjectNode tree = (ObjectNode) item;
                tree.put("apiVersion", place.type().apiVersion())
                        .put("kind", place.type().kind());
                items.add(new KubeObject(tree));
            });
        } catch (ApiException e) {
            if (!e.isForbidden()) {
                throw e;
            }
        }
        return items;
    }
}
