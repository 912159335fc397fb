package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.IntOrPercent;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads DaemonSets into plans: which nodes they match, and how they roll. */
final class Daemons {

    private final CapacityRequest request;
    private final CapacitySnapshot snapshot;
    private final LiveState live;
    private final Optional<NodeTable> nodes;

    Daemons(CapacityRequest request, CapacitySnapshot snapshot, LiveState live, Optional<NodeTable> nodes) {
        this.request = request;
        this.snapshot = snapshot;
        this.live = live;
        this.nodes = nodes;
    }

    DaemonSetPlan plan(KubeObject o, Admission admission, boolean changes) {
        ObjectRef ref = new ObjectRef(o.apiVersion(), o.kind(), request.namespace(), o.name());
        PodShape next = admission.admit(ref, "new", o.at("spec", "template"));
        Map<String, LivePod> pods = new LinkedHashMap<>();
        for (LivePod pod : live.pods("DaemonSet", o.name())) {
            pods.put(pod.node().isEmpty() ? pod.name() : pod.node(), pod);
        }
        List<String> wanted = wanted(o, next, pods);
        boolean onDelete = o.text("spec", "updateStrategy", "type").equals("OnDelete");
        var rolling = o.at("spec", "updateStrategy", "rollingUpdate");
        // Unlike for a Deployment both are rounded up, so that an update can always go on.
        int surge = IntOrPercent.resolve(rolling.path("maxSurge"), "0", wanted.size(), true);
        int unavailable = IntOrPercent.resolve(rolling.path("maxUnavailable"), "1", wanted.size(), true);
        return new DaemonSetPlan(
                ref,
                pods,
                next,
                wanted,
                surge,
                surge == 0 && unavailable == 0 ? 1 : unavailable,
                changes && !onDelete,
                changes
                        ? List.of(new ObjectCharge(
                                "ControllerRevision of " + o.ref().shortName(),
                                ObjectCharge.count(
                                        new ObjectRef("apps/v1", "ControllerRevision", "", o.name()),
                                        request.kinds(),
                                        1)))
                        : List.of(),
                WorkloadPlans.lingering(
                        List.copyOf(pods.values()), next, Math.max(1, surge), o.number(0, "spec", "minReadySeconds")));
    }

    private List<String> wanted(KubeObject o, PodShape next, Map<String, LivePod> pods) {
        List<String> wanted = new ArrayList<>();
        if (nodes.isPresent()) {
            for (int i = 0; i < nodes.get().size(); i++) {
                if (nodes.get().wantsDaemon(i, next)) {
                    wanted.add(nodes.get().name(i));
                }
            }
            return wanted;
        }
        // Without the right to read nodes: as many as it has now. The report says that this is not known.
        long desired = snapshot.find(o.ref())
                .map(d -> d.number(0, "status", "desiredNumberScheduled"))
                .orElse(0L);
        wanted.addAll(pods.keySet());
        for (int i = pods.size(); i < desired; i++) {
            wanted.add("node " + (i + 1));
        }
        return wanted;
    }
}
