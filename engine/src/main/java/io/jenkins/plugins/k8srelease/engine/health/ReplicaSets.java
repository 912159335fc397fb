package io.jenkins.plugins.k8srelease.engine.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The ReplicaSets of a Deployment, told apart as its controller does: the current one has the Deployment's pod template.
 *
 * @param current empty when the controller has not made it yet, or when it cannot be seen
 */
record ReplicaSets(Optional<KubeObject> current, List<KubeObject> old) {

    private static final String REVISION = "deployment.kubernetes.io/revision";

    static ReplicaSets of(KubeObject deployment, Scene scene) {
        List<KubeObject> all = scene.view().ownedBy(deployment.uid(), Kinds.REPLICA_SET);
        JsonNode template = comparable(deployment);
        List<KubeObject> same = template.isObject()
                ? all.stream().filter(rs -> comparable(rs).equals(template)).toList()
                : List.of();
        Optional<KubeObject> current =
                byRevision(deployment, same).or(() -> same.stream().findFirst());
        if (current.isEmpty() && !deployment.at("spec", "paused").asBoolean()) {
            // An API server that was upgraded in between may have defaulted the two differently. Once the generation is
            // observed there is a current one, and the controller gives it the Deployment's own revision.
            current = byRevision(deployment, all)
                    .or(() -> tellRevisions(deployment, all) ? Optional.empty() : newest(all));
        }
        KubeObject chosen = current.orElse(null);
        return new ReplicaSets(current, all.stream().filter(rs -> rs != chosen).toList());
    }

    private static Optional<KubeObject> byRevision(KubeObject deployment, List<KubeObject> all) {
        long revision = revision(deployment);
        return all.stream()
                .filter(rs -> revision > 0 && revision(rs) == revision)
                .findFirst();
    }

    /** Then one of another revision is not the current one, however new: that one has not been seen yet. */
    private static boolean tellRevisions(KubeObject deployment, List<KubeObject> all) {
        return revision(deployment) > 0 && all.stream().anyMatch(rs -> revision(rs) > 0);
    }

    private static Optional<KubeObject> newest(List<KubeObject> all) {
        return all.stream().max(Comparator.comparingLong(ReplicaSets::revision).thenComparing(Pods::createdAt));
    }

    private static long revision(KubeObject object) {
        try {
            return Long.parseLong(object.annotations().getOrDefault(REVISION, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static JsonNode comparable(KubeObject owner) {
        JsonNode template = owner.at("spec", "template");
        if (!(template instanceof ObjectNode node)) {
            return template;
        }
        ObjectNode copy = node.deepCopy();
        if (copy.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove("creationTimestamp");
            if (metadata.path("labels") instanceof ObjectNode labels) {
                labels.remove("pod-template-hash");
            }
        }
        return copy;
    }

    List<KubeObject> currentPods(Scene scene) {
        return current.map(scene::podsOf).orElse(List.of());
    }

    List<KubeObject> oldPods(Scene scene) {
        return old.stream().flatMap(rs -> scene.podsOf(rs).stream()).toList();
    }

    /** What the controllers ask for altogether. */
    long desired() {
        return old.stream().mapToLong(ReplicaSets::desired).sum()
                + current.map(ReplicaSets::desired).orElse(0L);
    }

    static long desired(KubeObject replicaSet) {
        return replicaSet.number(1, "spec", "replicas");
    }
}
