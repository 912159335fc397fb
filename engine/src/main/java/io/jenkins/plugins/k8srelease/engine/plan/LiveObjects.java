package io.jenkins.plugins.k8srelease.engine.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiResponse;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.history.ApplySetMembers;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Reads the application's objects as they are, by the label of its set: one list for each kind and namespace. */
final class LiveObjects {

    private final Cluster cluster;
    private final RecordNames names;
    private final Set<ResourceType> types = new LinkedHashSet<>();
    private final Set<String> namespaces = new LinkedHashSet<>();

    LiveObjects(Cluster cluster, RecordNames names) {
        this.cluster = cluster;
        this.names = names;
    }

    /** Those of the kinds and namespaces of a set. */
    LiveObjects of(Collection<Prepared> set) {
        for (Prepared p : set) {
            if (p.served()) {
                types.add(p.type());
                namespaces.add(p.namespace());
            }
        }
        return this;
    }

    /** Those of all kinds and namespaces in which there may be any. */
    LiveObjects of(ApplySetMembers members) {
        members.kinds().forEach(kind -> cluster.discovery().find(kind).ifPresent(type -> {
            boolean known = types.stream().anyMatch(t -> t.groupKind().equals(kind));
            if (!known) {
                types.add(type);
            }
        }));
        namespaces.add(names.namespace());
        namespaces.addAll(members.namespaces());
        return this;
    }

    /** Asks for all of them; what is returned waits for them, by {@link Planner#key}. */
    Supplier<Map<String, KubeObject>> begin() {
        List<CompletableFuture<ApiResponse>> lists = new ArrayList<>();
        List<ResourceType> listed = new ArrayList<>();
        for (ResourceType type : types) {
            for (String namespace : type.namespaced() ? namespaces : Set.of("")) {
                if (!type.namespaced() || !namespace.isEmpty()) {
                    listed.add(type);
                    lists.add(cluster.read(ApiRequest.get(type.path(namespace))
                            .with("labelSelector", RecordNames.PART_OF_LABEL + "=" + names.applySetId())));
                }
            }
        }
        return () -> collect(listed, lists);
    }

    private static Map<String, KubeObject> collect(
            List<ResourceType> listed, List<CompletableFuture<ApiResponse>> lists) {
        Map<String, KubeObject> live = new LinkedHashMap<>();
        for (int i = 0; i < lists.size(); i++) {
            ResourceType type = listed.get(i);
            for (JsonNode item : Cluster.join(lists.get(i)).body().path("items")) {
                ObjectNode tree = (ObjectNode) item;
                tree.put("apiVersion", type.apiVersion()).put("kind", type.kind());
                KubeObject object = new KubeObject(tree);
                live.put(Planner.key(object), object);
            }
        }
        return live;
    }
}
