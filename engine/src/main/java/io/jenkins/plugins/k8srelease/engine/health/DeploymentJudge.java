package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Deployments: the rules of {@code kubectl rollout status}, no ready pod of an old template, and what makes it certain
 * before the progress deadline that the rollout cannot succeed.
 */
final class DeploymentJudge implements Judge {

    @Override
    public Verdict judge(KubeObject deployment, Scene scene) {
        Optional<Verdict> notCreated = replicaSetNotCreated(deployment, scene);
        if (notCreated.isPresent()) {
            return notCreated.get();
        }
        if (!deployment.at("status", "observedGeneration").isNumber()
                || deployment.number(0, "status", "observedGeneration") < deployment.generation()) {
            return Verdict.progressing(Reason.NOT_OBSERVED, "the Deployment's controller has not seen this change yet");
        }
        Counts counts = Counts.of(deployment);
        ReplicaSets sets = ReplicaSets.of(deployment, scene);
        if (counts.complete()) {
            return complete(deployment, counts, sets, scene);
        }
        if (deployment.at("spec", "paused").asBoolean()) {
            return paused(deployment, counts, sets);
        }
        return rollingOut(deployment, counts, sets, scene);
    }

    /** The numbers of {@code kubectl rollout status}. */
    private record Counts(long wanted, long total, long updated, long available, long ready) {

        static Counts of(KubeObject deployment) {
            return new Counts(
                    deployment.number(1, "spec", "replicas"),
                    deployment.number(0, "status", "replicas"),
                    deployment.number(0, "status", "updatedReplicas"),
                    deployment.number(0, "status", "availableReplicas"),
                    deployment.number(0, "status", "readyReplicas"));
        }

        boolean complete() {
            return updated >= wanted && total <= updated && available >= updated;
        }

        long old() {
            return Math.max(0, total - updated);
        }
    }

    private static Verdict complete(KubeObject deployment, Counts counts, ReplicaSets sets, Scene scene) {
        List<Finding> old = sets.oldPods(scene).stream()
                .filter(Pods::serves)
                .map(pod -> Finding.transientOnly(
                        Reason.OLD_PODS_REMAIN, pod.ref(), "", "a pod of the old template is still ready"))
                .toList();
        List<KubeObject> active =
                sets.currentPods(scene).stream().filter(Pods::isActive).toList();
        long ready = active.stream().filter(Pods::isReady).count();
        long mustBeReady =
                Math.max(Math.min(counts.wanted, active.size()), scene.mustBeSeen(counts.wanted, deployment));
        if (!old.isEmpty() || ready < mustBeReady) {
            // The status is newer or older than the pods that are seen: wait until they agree.
            List<Finding> findings = new ArrayList<>(old);
            active.forEach(pod -> findings.addAll(PodInspector.inspect(pod, scene)));
            return new Rollout(progress(counts, Optional.of(ready)), Reason.NOT_READY, findings).verdict(scene.now());
        }
        Optional<Verdict> settling =
                Settling.of(active, counts.available + " of " + counts.wanted + " pods available", scene);
        if (settling.isPresent()) {
            return settling.get();
        }
        String paused = deployment.at("spec", "paused").asBoolean() ? "; it is paused" : "";
        return Verdict.ready(
                Reason.READY,
                counts.wanted == 0
                        ? "scaled to 0, no pod runs" + paused
                        : counts.available + " of " + counts.wanted + " pods available, none of an old template"
                                + paused);
    }

    private static Verdict paused(KubeObject deployment, Counts counts, ReplicaSets sets) {
        if (counts.updated == 0 && counts.wanted > 0 && sets.current().isEmpty()) {
            return Verdict.failed(
                    Reason.PAUSED,
                    "the Deployment is paused, so its new template is never rolled out; resume it with \"kubectl rollout resume "
                            + deployment.ref().shortName() + "\" or set spec.paused to false");
        }
        return Verdict.progressing(
                Reason.PAUSED,
                "the Deployment is paused in the middle of its rollout: " + progress(counts, Optional.empty()));
    }

    private static Verdict rollingOut(KubeObject deployment, Counts counts, ReplicaSets sets, Scene scene) {
        List<KubeObject> pods = sets.currentPods(scene);
        List<Finding> findings = new ArrayList<>();
        for (KubeObject pod : pods) {
            if (Pods.isActive(pod)) {
                findings.addAll(PodInspector.inspect(pod, scene));
            }
        }
        creation(deployment, sets, scene).ifPresent(findings::add);
        Optional<Long> ready = pods.isEmpty()
                ? Optional.empty()
                : Optional.of(pods.stream().filter(Pods::serves).count());
        Rollout rollout = new Rollout(progress(counts, ready), fallback(counts), findings);
        Verdict verdict = rollout.verdict(scene.now());
        if (verdict.isFailed()) {
            return verdict;
        }
        return ProgressDeadline.of(deployment, sets, scene)
                .map(deadline -> deadline.passed(scene.now())
                        ? rollout.failedAsAWhole(Reason.PROGRESS_DEADLINE_EXCEEDED, deadline.sentence())
                        : verdict.reconsideredAt(Optional.of(deadline.at())))
                .orElse(verdict);
    }

    private static Reason fallback(Counts counts) {
        if (counts.updated < counts.wanted) {
            return Reason.CREATING_PODS;
        }
        if (counts.available < counts.updated) {
            return counts.ready >= counts.updated ? Reason.NOT_YET_AVAILABLE : Reason.NOT_READY;
        }
        return Reason.OLD_PODS_REMAIN;
    }

    private static String progress(Counts counts, Optional<Long> ready) {
        long done = ready.orElse(Math.min(counts.updated, Math.max(0, counts.available - counts.old())));
        String text = Math.min(done, counts.wanted) + " of " + counts.wanted + " new pods ready";
        return counts.old() == 0 ? text : text + ", " + Texts.count(counts.old(), "old pod") + " left";
    }

    /** The controller could not even create the ReplicaSet; it then does not report the generation as observed. */
    private static Optional<Verdict> replicaSetNotCreated(KubeObject deployment, Scene scene) {
        Optional<Condition> failed = Condition.find(deployment, "Progressing")
                .filter(c -> c.isFalse() && c.reason().equals("ReplicaSetCreateError"));
        if (failed.isEmpty()) {
            return Optional.empty();
        }
        Instant at = failed.get().changed().orElse(scene.now());
        if (Scene.specChanged(deployment).filter(at::isBefore).isPresent()) {
            return Optional.empty();
        }
        Finding finding = new CreationTrouble(
                        failed.get().message(),
                        deployment.ref(),
                        at,
                        scene.tolerances().quota(),
                        false,
                        scene)
                .find();
        return Optional.of(new Rollout("the new ReplicaSet is not created", Reason.CREATION_FAILED, List.of(finding))
                .verdict(scene.now()));
    }

    /** The refusal of new pods, which the controllers report as the condition ReplicaFailure. */
    private static Optional<Finding> creation(KubeObject deployment, ReplicaSets sets, Scene scene) {
        Optional<KubeObject> owner = sets.current().filter(rs -> failure(rs).isPresent());
        if (owner.isEmpty() && sets.old().stream().anyMatch(rs -> failure(rs).isPresent())) {
            return Optional.empty(); // the Deployment repeats the trouble of an old ReplicaSet
        }
        if (sets.current().filter(rs -> hasAllPods(rs, scene)).isPresent()) {
            return Optional.empty(); // refused once, created since: the controller has yet to take its word back
        }
        KubeObject shower = owner.orElse(deployment);
        return failure(shower).map(condition -> {
            Instant since = condition.transition().orElse(scene.now());
            return new CreationTrouble(
                            condition.message(),
                            shower.ref(),
                            since,
                            retryLag(deployment, since, scene),
                            Surge.of(deployment).oldPodsMayGo(deployment, sets, scene),
                            scene)
                    .find();
        });
    }

    private static boolean hasAllPods(KubeObject replicaSet, Scene scene) {
        long pods = scene.podsOf(replicaSet).stream().filter(Pods::isActive).count();
        return pods > 0 && pods >= ReplicaSets.desired(replicaSet);
    }

    private static Optional<Condition> failure(KubeObject object) {
        return Condition.find(object, "ReplicaFailure").filter(Condition::isTrue);
    }

    /**
     * The ReplicaSet's controller tries again after ever longer pauses, each about as long as all before. When the rollout
     * went on after the first refusal, old pods may have ended up to their grace period later, and the next attempt comes
     * after about the same time again.
     */
    private static Duration retryLag(KubeObject deployment, Instant since, Scene scene) {
        Duration lag = scene.tolerances().quota();
        Optional<Instant> progress = Condition.find(deployment, "Progressing").flatMap(Condition::changed);
        if (lag.isZero() || progress.isEmpty() || !progress.get().isAfter(since.plusSeconds(2))) {
            return lag;
        }
        long grace = deployment.number(30, "spec", "template", "spec", "terminationGracePeriodSeconds");
        Duration ended = Duration.between(since, progress.get()).plusSeconds(grace);
        return ended.multipliedBy(2).plus(lag);
    }
}
