package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.List;

/** ReplicaSets and ReplicationControllers that no Deployment owns. */
final class ReplicaSetJudge implements Judge {

    @Override
    public Verdict judge(KubeObject set, Scene scene) {
        if (set.number(0, "status", "observedGeneration") < set.generation()) {
            return Verdict.progressing(Reason.NOT_OBSERVED, "its controller has not seen this change yet");
        }
        long wanted = set.number(1, "spec", "replicas");
        long total = set.number(0, "status", "replicas");
        long available = set.number(0, "status", "availableReplicas");
        boolean complete = total == wanted && available >= wanted;
        boolean seen = scene.podsOf(set).stream().filter(Pods::serves).count() >= scene.mustBeSeen(wanted, set);
        if (complete && seen) {
            return Verdict.ready(Reason.READY, available + " of " + wanted + " pods available");
        }
        List<Finding> findings = new ArrayList<>();
        scene.podsOf(set).stream()
                .filter(Pods::isActive)
                .forEach(pod -> findings.addAll(PodInspector.inspect(pod, scene)));
        Condition.find(set, "ReplicaFailure")
                .filter(Condition::isTrue)
                .map(c -> new CreationTrouble(
                                c.message(),
                                set.ref(),
                                c.transition().orElse(scene.now()),
                                scene.tolerances().quota(),
                                total > wanted,
                                scene)
                        .find())
                .ifPresent(findings::add);
        String progress = available + " of " + wanted + " pods available"
                + (total > wanted ? ", " + Texts.count(total - wanted, "pod") + " too many" : "")
                + (complete && !seen ? Scene.UNSEEN : "");
        return new Rollout(progress, total < wanted ? Reason.CREATING_PODS : Reason.NOT_READY, findings)
                .verdict(scene.now());
    }
}
