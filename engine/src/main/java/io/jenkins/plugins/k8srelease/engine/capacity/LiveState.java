package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The pods of a snapshot, sorted by what they belong to. */
final class LiveState {

    private final CapacitySnapshot snapshot;
    private final Map<String, List<LivePod>> byOwner;
    private final List<LivePod> leaving;
    private final List<LivePod> foreign;

    private LiveState(
            CapacitySnapshot snapshot,
            Map<String, List<LivePod>> byOwner,
            List<LivePod> leaving,
            List<LivePod> foreign) {
        this.snapshot = snapshot;
        this.byOwner = byOwner;
        this.leaving = leaving;
        this.foreign = foreign;
    }

    LiveState(CapacitySnapshot snapshot, Admission admission) {
        this(snapshot, new HashMap<>(), new ArrayList<>(), new ArrayList<>());
        List<KubeObject> pods = new ArrayList<>(snapshot.part(ResourceKind.PODS).items());
        pods.sort(Comparator.comparing(KubeObject::namespace).thenComparing(KubeObject::name));
        for (KubeObject pod : pods) {
            String phase = pod.text("status", "phase");
            if (phase.equals("Succeeded") || phase.equals("Failed")) {
                continue;
            }
            boolean here = snapshot.isHere(pod);
            LivePod live = new LivePod(
                    admission.live(owner(pod), pod), pod.name(), pod.text("spec", "nodeName"), isReady(pod));
            if (!here) {
                foreign.add(live);
            } else if (pod.isBeingDeleted()) {
                if (isStillCharged(pod)) {
                    leaving.add(live);
                } else {
                    foreign.add(live);
                }
            } else {
                byOwner.computeIfAbsent(key(live.shape().workload()), k -> new ArrayList<>())
                        .add(live);
            }
        }
    }

    /** A pod whose grace period is over twice is not charged any more: its node is probably lost. */
    private boolean isStillCharged(KubeObject pod) {
        return pod.time("metadata", "deletionTimestamp")
                .map(t -> !snapshot.takenAt()
                        .isAfter(t.plusSeconds(pod.number(0, "metadata", "deletionGracePeriodSeconds"))))
                .orElse(true);
    }

    private static String key(ObjectRef ref) {
        return ref.kind() + "/" + ref.name();
    }

    /** What a pod belongs to; a ReplicaSet's name is its Deployment's with the template's hash. */
    private static ObjectRef owner(KubeObject pod) {
        for (JsonNode o : pod.at("metadata", "ownerReferences")) {
            if (o.path("controller").asBoolean()) {
                String kind = o.path("kind").asText();
                String name = o.path("name").asText();
                String hash = "-" + pod.labels().getOrDefault("pod-template-hash", "?");
                if (kind.equals("ReplicaSet") && name.endsWith(hash)) {
                    return new ObjectRef(
                            "apps/v1", "Deployment", pod.namespace(), name.substring(0, name.length() - hash.length()));
                }
                return new ObjectRef(o.path("apiVersion").asText(), kind, pod.namespace(), name);
            }
        }
        return new ObjectRef("v1", "Pod", pod.namespace(), pod.name());
    }

    private static boolean isReady(KubeObject pod) {
        for (JsonNode c : pod.at("status", "conditions")) {
            if (c.path("type").asText().equals("Ready")) {
                return c.path("status").asText().equals("True");
            }
        }
        return false;
    }

    /** The pods of a workload that are there to stay. */
    List<LivePod> pods(String kind, String name) {
        return byOwner.getOrDefault(kind + "/" + name, List.of());
    }

    /** Pods of the namespace that are being deleted and are still charged. */
    List<LivePod> leaving() {
        return leaving;
    }

    /** The same without pods that are being deleted. */
    LiveState withoutLeaving() {
        return new LiveState(snapshot, byOwner, List.of(), foreign);
    }

    /** Pods of other namespaces, which matter to nodes only. */
    List<LivePod> foreign() {
        return foreign;
    }

    /** Pods of the namespace that none of these plans is about. */
    List<LivePod> others(Iterable<RolloutPlan> plans) {
        Set<PodShape> planned = Collections.newSetFromMap(new IdentityHashMap<>());
        plans.forEach(plan -> plan.before().entries().forEach(e -> planned.add(e.shape())));
        return byOwner.values().stream()
                .flatMap(List::stream)
                .filter(p -> !planned.contains(p.shape()))
                .toList();
    }

    /** Marks the pods of workloads that are deleted before the release begins. */
    void retire(Iterable<ObjectRef> workloads) {
        for (ObjectRef ref : workloads) {
            List<LivePod> gone = byOwner.remove(key(ref));
            if (gone != null) {
                leaving.addAll(gone);
            }
        }
    }
}
