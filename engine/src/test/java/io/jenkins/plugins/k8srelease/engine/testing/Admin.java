package io.jenkins.plugins.k8srelease.engine.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;

/** What an administrator, or somebody else, does to a cluster while tests run. */
public final class Admin {

    private static final ResourceType NAMESPACES = new ResourceType("", "v1", "Namespace", "namespaces", false);
    private static final ResourceType PODS = new ResourceType("", "v1", "Pod", "pods", true);
    private static final ResourceType NODES = new ResourceType("", "v1", "Node", "nodes", false);

    private Admin() {}

    public static void namespace(Cluster admin, String name) {
        ObjectNode namespace = JsonNodeFactory.instance.objectNode();
        namespace.put("apiVersion", "v1").put("kind", "Namespace");
        namespace.putObject("metadata").put("name", name);
        Cluster.join(admin.send(ApiRequest.post(NAMESPACES.path(""), namespace)));
    }

    /** Applies as another field manager. */
    public static void apply(Cluster admin, String namespace, String yaml) {
        for (LoadedObject loaded : Apps.load(yaml)) {
            KubeObject object = loaded.object();
            ResourceType type = admin.discovery().find(object.ref()).orElseThrow();
            ApiRequest request = ApiRequest.patch(type.path(namespace, object.name()), ApiRequest.APPLY, object.tree())
                    .with("fieldManager", "somebody")
                    .with("force", "true");
            Cluster.join(admin.send(request));
        }
    }

    public static List<KubeObject> pods(Cluster admin, String namespace) {
        List<KubeObject> pods = new java.util.ArrayList<>();
        Cluster.join(admin.read(ApiRequest.get(PODS.path(namespace))))
                .body()
                .path("items")
                .forEach(item -> pods.add(new KubeObject((ObjectNode) item)));
        return pods;
    }

    public static void patchPod(Cluster admin, String namespace, String pod, String mergePatch) {
        patch(admin, PODS.path(namespace, pod), mergePatch);
    }

    public static void patch(Cluster admin, String path, String mergePatch) {
        try {
            Cluster.join(admin.send(ApiRequest.patch(
                    path,
                    ApiRequest.MERGE_PATCH,
                    new com.fasterxml.jackson.databind.json.JsonMapper().readTree(mergePatch))));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Evicts as a drain does, respecting disruption budgets; true when the pod goes. */
    public static boolean evict(Cluster admin, String namespace, String pod) {
        ObjectNode eviction = JsonNodeFactory.instance.objectNode();
        eviction.put("apiVersion", "policy/v1").put("kind", "Eviction");
        eviction.putObject("metadata").put("name", pod).put("namespace", namespace);
        try {
            Cluster.join(admin.send(ApiRequest.post(PODS.path(namespace, pod) + "/eviction", eviction)));
            return true;
        } catch (ApiException e) {
            if (e.code() == 429 || e.isNotFound()) {
                return false;
            }
            throw e;
        }
    }

    public static void cordon(Cluster admin, String node, boolean cordoned) {
        patch(admin, NODES.path("", node), "{\"spec\":{\"unschedulable\":" + cordoned + "}}");
    }
}
