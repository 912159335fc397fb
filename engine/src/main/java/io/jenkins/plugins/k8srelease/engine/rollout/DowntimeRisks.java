package io.jenkins.plugins.k8srelease.engine.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.apply.PodTemplates;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Why replacing the pods of a workload may lose requests. Kubernetes sends traffic to pods that are ready, so a rolling
 * update loses none when new pods say when they are ready, old ones end gracefully, and enough of them stay (Kubernetes,
 * "Pod Lifecycle" and "Deployments", strategy).
 */
public final class DowntimeRisks {

    private DowntimeRisks() {}

    /** One sentence for each risk, empty when there is none. */
    public static List<String> of(KubeObject workload) {
        if (!WorkloadName.rolls(workload.groupKind())) {
            return List.of();
        }
        List<String> risks = new ArrayList<>();
        JsonNode pod = PodTemplates.of(workload.tree()).path("spec");
        for (JsonNode container : pod.path("containers")) {
            boolean serves = !container.path("ports").isEmpty();
            if (serves && !container.has("readinessProbe")) {
                risks.add(workload + ": container " + container.path("name").asText()
                        + " has no readiness probe, so that its pods get requests before they can answer them");
            }
        }
        if (pod.path("terminationGracePeriodSeconds").asInt(30) == 0) {
            risks.add(workload + ": its pods are killed without a grace period, with the requests that they work on");
        }
        replicas(workload, risks);
        return risks;
    }

    private static void replicas(KubeObject workload, List<String> risks) {
        if (workload.groupKind().equals(Kinds.DEPLOYMENT)) {
            String type = workload.text("spec", "strategy", "type");
            long replicas = workload.number(1, "spec", "replicas");
            if (type.equals("Recreate")) {
                risks.add(workload + ": its strategy Recreate stops all old pods before it starts new ones");
            } else if (replicas > 0 && unavailable(workload, replicas) >= replicas) {
                risks.add(
                        workload + ": maxUnavailable lets all of its " + replicas
                                + " pods be away at once; with maxUnavailable 0 and maxSurge 1 one stays until the next is ready");
            }
        } else if (workload.groupKind().equals(Kinds.STATEFUL_SET) && workload.number(1, "spec", "replicas") == 1) {
            risks.add(workload + ": it has one pod, which is away while it is replaced");
        }
    }

    /** How many pods may be away: 25% when nothing is said; a percentage is rounded down. */
    private static long unavailable(KubeObject deployment, long replicas) {
        String text = deployment.text("spec", "strategy", "rollingUpdate", "maxUnavailable");
        if (text.isEmpty()) {
            text = "25%";
        }
        try {
            return text.endsWith("%")
                    ? replicas * Long.parseLong(text.substring(0, text.length() - 1)) / 100
                    : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
