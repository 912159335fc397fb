package io.jenkins.plugins.k8srelease.engine.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.ownership.ManagedFields;
import io.jenkins.plugins.k8srelease.engine.ownership.Ownership;
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

    /**
     * Decides the number of replicas of a workload that has an autoscaler.
     *
     * @param live the workload as it is, null when it is absent
     */
    static void decide(Prepared p, KubeObject autoscaler, KubeObject live) {
        ObjectNode spec = p.config().withObject("/spec");
        if (live == null) {
            long least = autoscaler.number(1, "spec", "minReplicas");
            long asked = spec.path("replicas").asLong(1);
            spec.put("replicas", Math.max(asked, least));
        } else if (ManagedFields.isScaled(live)) {
            spec.remove("replicas");
        } else {
            spec.set("replicas", live.at("spec", "replicas"));
        }
    }

    /**
     * Who decides when a configuration's number is not the one that was set: whoever has scaled a workload that has no
     * autoscaler, one that is gone or a person, is not in charge any more.
     */
    static Ownership.Replicas withoutAutoscaler(Prepared p, KubeObject live) {
        return live != null && p.config().path("spec").has("replicas") && ManagedFields.isScaled(live)
                ? Ownership.Replicas.TAKEN_OVER
                : Ownership.Replicas.CONFIGURED;
    }
}
