package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The namespace as it would be with a release up and running, worked out with no cluster. */
final class SteadyState {

    private SteadyState() {}

    /** A namespace in which everything of the request is there and every pod is ready. */
    static CapacitySnapshot of(CapacityRequest request, ReleasePlan first) {
        Map<ResourceKind, List<KubeObject>> objects = new LinkedHashMap<>();
        for (List<KubeObject> wave : request.waves()) {
            for (KubeObject o : wave) {
                for (ResourceKind kind : CapacitySnapshot.empty("").parts().keySet()) {
                    if (kind.kind().equals(o.kind()) && request.isHere(o)) {
                        objects.computeIfAbsent(kind, k -> new ArrayList<>()).add(o);
                    }
                }
            }
        }
        List<KubeObject> pods = objects.computeIfAbsent(ResourceKind.PODS, k -> new ArrayList<>());
        for (RolloutPlan plan : first.rollouts()) {
            int number = 0;
            for (Footprint.Entry e : plan.after().entries()) {
                for (int i = 0; i < e.count() && !plan.isOptional(); i++) {
                    pods.add(pod(request.namespace(), plan.workload(), e.shape(), number++));
                }
            }
        }
        CapacitySnapshot snapshot = CapacitySnapshot.empty(request.namespace());
        for (Map.Entry<ResourceKind, List<KubeObject>> e : objects.entrySet()) {
            snapshot = snapshot.with(e.getKey(), Part.of(e.getValue()));
        }
        return snapshot;
    }

    private static KubeObject pod(String namespace, ObjectRef owner, PodShape shape, int number) {
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = pod.putObject("metadata");
        metadata.put("namespace", namespace).put("name", owner.name() + "-" + number);
        ObjectNode labels = metadata.putObject("labels");
        shape.metadata().path("labels").properties().forEach(e -> labels.set(e.getKey(), e.getValue()));
        boolean isDeployment = owner.kind().equals("Deployment");
        if (isDeployment) {
            labels.put("pod-template-hash", "running");
        }
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", owner.apiVersion())
                .put("kind", isDeployment ? "ReplicaSet" : owner.kind())
                .put("name", isDeployment ? owner.name() + "-running" : owner.name())
                .put("controller", true);
        pod.set("spec", shape.spec());
        pod.putObject("status")
                .put("phase", "Running")
                .putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", "True");
        return new KubeObject(pod);
    }
}
