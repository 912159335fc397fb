package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;

/** Pods without a controller: nobody replaces them when they end. */
final class PodJudge implements Judge {

    @Override
    public Verdict judge(KubeObject pod, Scene scene) {
        if (Pods.phase(pod).equals("Succeeded")) {
            return Verdict.ready(Reason.COMPLETE, "the pod ended with success");
        }
        if (Pods.phase(pod).equals("Failed")) {
            return Verdict.failed(PodInspector.endReason(pod), PodInspector.endText(pod));
        }
        if (Pods.isReady(pod)) {
            return Settling.of(List.of(pod), "the pod is ready", scene)
                    .orElseGet(() -> Verdict.ready(Reason.READY, "the pod is ready"));
        }
        return new Rollout("the pod is not ready", Reason.STARTING, PodInspector.inspect(pod, scene))
                .verdict(scene.now());
    }
}
