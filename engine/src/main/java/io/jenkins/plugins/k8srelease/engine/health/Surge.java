package io.jenkins.plugins.k8srelease.engine.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.IntOrPercent;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;

/**
 * How many pods a Deployment's controller may have too few of, and whether it may therefore end old pods before new ones
 * are available ({@code pkg/controller/deployment/rolling.go}).
 */
record Surge(boolean recreate, long minAvailable) {

    static Surge of(KubeObject deployment) {
        int wanted = (int) deployment.number(1, "spec", "replicas");
        JsonNode rolling = deployment.at("spec", "strategy", "rollingUpdate");
        int unavailable = resolve(rolling.path("maxUnavailable"), wanted, false);
        int surge = resolve(rolling.path("maxSurge"), wanted, true);
        if (unavailable == 0 && surge == 0) {
            unavailable = 1; // the controller's own fallback, since otherwise nothing could ever move
        }
        return new Surge(
                deployment.text("spec", "strategy", "type").equals("Recreate"), Math.max(0, wanted - unavailable));
    }

    /** A dump may hold what no server would let in. */
    private static int resolve(JsonNode value, int wanted, boolean up) {
        try {
            return IntOrPercent.resolve(value, "25%", wanted, up);
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    /** True when old pods can still be ended, now or as soon as a new pod that is starting becomes available. */
    boolean oldPodsMayGo(KubeObject deployment, ReplicaSets sets, Scene scene) {
        long old = Math.max(
                deployment.number(0, "status", "replicas") - deployment.number(0, "status", "updatedReplicas"),
                sets.oldPods(scene).stream().filter(Pods::isActive).count());
        if (old == 0) {
            return false;
        }
        if (recreate) {
            return true;
        }
        boolean newPodStarts = sets.currentPods(scene).stream()
                .anyMatch(pod -> Pods.isActive(pod)
                        && PodInspector.inspect(pod, scene).stream().noneMatch(f -> f.isTerminalAt(scene.now()))
                        && !Pods.isReady(pod));
        if (newPodStarts) {
            return true;
        }
        long available = deployment.number(0, "status", "availableReplicas");
        boolean unhealthyOld = sets.oldPods(scene).stream().anyMatch(p -> Pods.isActive(p) && !Pods.isReady(p));
        if (sets.current().isEmpty()) {
            return available > minAvailable;
        }
        KubeObject current = sets.current().get();
        long newUnavailable = ReplicaSets.desired(current) - current.number(0, "status", "availableReplicas");
        return sets.desired() - minAvailable - newUnavailable > 0 && (available > minAvailable || unhealthyOld);
    }
}
