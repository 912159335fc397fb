package io.jenkins.plugins.k8srelease.engine.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.ownership.ManagedFields;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Leaves the number of replicas to a HorizontalPodAutoscaler where there is one. As long as nobody has scaled, the live
 * number is sent, since leaving the field out would give it up and reset it to 1; once the scale subresource owns it, it
 * is left out.
 */
final class Replicas {

    private static final Set<String> SCALABLE = Set.of("Deployment", "StatefulSet", "ReplicaSet");

    private Replicas() {}

    static boolean isScalable(Prepared p) {
        return SCALABLE.contains(p.type().kind()) && p.type().group().equals("apps");
    }

    /** The autoscaler of a workload, among those of the set and those of the cluster. */
    static Optional<KubeObject> autoscalerOf(Prepared p, List<KubeObject> autoscalers) {
        return autoscalers.stream()
                .filter(a -> a.namespace().equals(p.namespace()))
                .filter(a ->
                        a.text("spec", "scaleTargetRef", "kind").equals(p.type().kind())
                                && a.text("spec", "scaleTargetRef", "name").equals(p.name()))
                .findFirst();
    }

    /** Decides the number of replicas of a workload that has an autoscaler. */
    static void decide(Prepared p, KubeObject autoscaler, KubeObject live) {
        ObjectNode spec = p.config().withObject("/spec");
        if (live == null) {
            long least = autoscaler.number(1, "spec", "minReplicas");
            long asked = spec.path("replicas").asLong(1);
            spec.put("replicas", Math.max(asked, least));
        } else if (scaleOwnsReplicas(live)) {
            spec.remove("replicas");
        } else {
            JsonNode replicas = live.at("spec", "replicas");
            spec.set("replicas", replicas);
        }
    }

    private static boolean scaleOwnsReplicas(KubeObject live) {
        return ManagedFields.of(live).stream()
                .anyMatch(e -> e.subresource().equals("scale") && e.fields().contains("spec", "replicas"));
    }
}
