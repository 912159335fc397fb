package io.jenkins.plugins.k8srelease.engine.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
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
        Optional<KubeObject> current = all.stream()
                .filter(rs -> comparable(rs).equals(template))
                .findFirst()
                // An API server that was upgraded in between may have defaulted the two differently.
                .or(() -> deployment.at("spec", "paused").asBoolean() ? Optional.empty() : byRevision(deployment, all));
        return new ReplicaSets(
                current,
                all.stream()
                        .filter(rs -> current.isEmpty() || rs != current.get())
                        .toList());
    }

    private static Optional<KubeObject> byRevision(KubeObject deployment, List<KubeObject> all) {
        String revision = deployment.annotations().getOrDefault(REVISION, "");
        return all.stream()
                .filter(rs ->
                        !revision.isEmpty() && revision.equals(rs.annotations().get(REVISION)))
                .findFirst();
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
