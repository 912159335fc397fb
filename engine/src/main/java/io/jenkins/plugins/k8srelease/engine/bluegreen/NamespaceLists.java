package io.jenkins.plugins.k8srelease.engine.bluegreen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The objects of a namespace, one list for each kind that is asked for, read once. For threads that may block. */
final class NamespaceLists {

    private final Cluster cluster;
    private final String namespace;
    private final Map<GroupKind, List<KubeObject>> read = new HashMap<>();

    NamespaceLists(Cluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    List<KubeObject> all(GroupKind kind) {
        return read.computeIfAbsent(kind, this::list);
    }

    Optional<KubeObject> find(GroupKind kind, String name) {
        return all(kind).stream().filter(o -> o.name().equals(name)).findFirst();
    }

    /** One object, without a list: for kinds such as Secrets, of which a namespace can hold many and large ones. */
    Optional<KubeObject> get(GroupKind kind, String name) {
        return cluster.discovery().find(kind).flatMap(type -> Cluster.join(cluster.get(type, namespace, name)));
    }

    private List<KubeObject> list(GroupKind kind) {
        Optional<ResourceType> type = cluster.discovery().find(kind);
        if (type.isEmpty()) {
            return List.of();
        }
        List<KubeObject> objects = new ArrayList<>();
        try {
            for (JsonNode item : Cluster.join(
                            cluster.read(ApiRequest.get(type.get().path(namespace))))
                    .body()
                    .path("items")) {
                ObjectNode tree = (ObjectNode) item;
                tree.put("apiVersion", type.get().apiVersion()).put("kind", kind.kind());
                objects.add(new KubeObject(tree));
            }
        } catch (ApiException e) {
            if (e.isForbidden()) {
                throw RefusedException.now("a blue-green release has to read the "
                        + type.get().groupResource() + " of namespace " + namespace
                        + ", and this credential may not: " + e.getMessage());
            }
            throw e;
        }
        return objects;
    }
}
