package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the table of nodes of a snapshot, and what other pods take of it. */
final class NodeReading {

    private NodeReading() {}

    /** The nodes, empty when they or the pods of all namespaces may not be read. */
    static Optional<NodeTable> table(CapacityRequest request, CapacitySnapshot snapshot) {
        if (!missing(snapshot).isEmpty()) {
            return Optional.empty();
        }
        Set<String> extended = new LinkedHashSet<>();
        request.waves().forEach(w -> w.forEach(o -> addNames(o.tree(), extended)));
        request.smokePods().forEach(o -> addNames(o.tree(), extended));
        return Optional.of(new NodeTable(
                snapshot.part(ResourceKind.NODES).items(),
                extended,
                new VolumePins(
                        snapshot.part(ResourceKind.CLAIMS).items().stream()
                                .filter(snapshot::isHere)
                                .toList(),
                        snapshot.part(ResourceKind.VOLUMES).items())));
    }

    /** Why nodes cannot be judged, empty when they can. */
    static String missing(CapacitySnapshot snapshot) {
        Part nodes = snapshot.part(ResourceKind.NODES);
        Part pods = snapshot.part(ResourceKind.PODS);
        if (!nodes.isKnown()) {
            return nodes.missing();
        }
        if (!pods.isKnown()) {
            return pods.missing();
        }
        return snapshot.podsEverywhere() ? "" : "no right to list the pods of all namespaces";
    }

    /** Every resource name under {@code resources.requests} or {@code limits}, at any depth. */
    private static void addNames(JsonNode node, Set<String> names) {
        if (node.isObject()) {
            for (String part : new String[] {"requests", "limits"}) {
                node.path("resources").path(part).properties().forEach(e -> {
                    if (!e.getKey().equals(ResourceNames.STORAGE)) {
                        names.add(e.getKey());
                    }
                });
            }
        }
        node.forEach(child -> addNames(child, names));
    }

    /** The nodes with what the pods take that the release does not touch, and with the headroom kept free. */
    static NodePlacement placement(NodeTable table, LiveState live, List<LivePod> others, CapacityRequest request) {
        NodePlacement placement = new NodePlacement(table, request.headroom());
        for (List<LivePod> pods : List.of(live.foreign(), others)) {
            for (LivePod pod : pods) {
                int node = table.find(pod.node());
                if (node >= 0) {
                    placement.take(pod.shape(), node);
                }
            }
        }
        return placement;
    }

    /** What about a pod only the scheduler itself can judge, empty when nothing is. */
    static String onlyTheScheduler(JsonNode spec) {
        JsonNode affinity = spec.path("affinity");
        String required = "requiredDuringSchedulingIgnoredDuringExecution";
        if (!affinity.path("podAntiAffinity").path(required).isEmpty()) {
            return "its required pod anti-affinity";
        }
        if (!affinity.path("podAffinity").path(required).isEmpty()) {
            return "its required pod affinity";
        }
        for (JsonNode constraint : spec.path("topologySpreadConstraints")) {
            if (!constraint.path("whenUnsatisfiable").asText("DoNotSchedule").equals("ScheduleAnyway")) {
                return "its required topology spread";
            }
        }
        return spec.path("schedulingGates").isEmpty() ? "" : "its scheduling gates";
    }

    /** Pods that are there already and do not let some other pods near them. */
    static Optional<KubeObject> keepsAway(CapacitySnapshot snapshot, PodShape pod) {
        java.util.Map<String, String> labels = new java.util.HashMap<>();
        pod.metadata()
                .path("labels")
                .properties()
                .forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
        return snapshot.part(ResourceKind.PODS).items().stream()
                .filter(p -> {
                    for (JsonNode term : p.at(
                            "spec", "affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution")) {
                        if (Selectors.labelSelector(term.path("labelSelector"), labels)
                                && concerns(snapshot, p, term)) {
                            return true;
                        }
                    }
                    return false;
                })
                .findFirst();
    }

    private static boolean concerns(CapacitySnapshot snapshot, KubeObject pod, JsonNode term) {
        if (term.path("namespaceSelector").isObject()) {
            return true;
        }
        if (term.path("namespaces").isEmpty()) {
            return snapshot.isHere(pod);
        }
        for (JsonNode n : term.path("namespaces")) {
            if (n.asText().equals(snapshot.namespace())) {
                return true;
            }
        }
        return false;
    }
}
