package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** DaemonSets: every node that it should run on, except those that are cordoned or do not answer. */
final class DaemonSetJudge implements Judge {

    @Override
    public Verdict judge(KubeObject set, Scene scene) {
        if (!set.at("status", "observedGeneration").isNumber()
                || set.number(0, "status", "observedGeneration") < set.generation()) {
            return Verdict.progressing(Reason.NOT_OBSERVED, "the DaemonSet's controller has not seen this change yet");
        }
        boolean onDelete = set.text("spec", "updateStrategy", "type").equals("OnDelete");
        long wanted = set.number(0, "status", "desiredNumberScheduled");
        long updated = set.number(0, "status", "updatedNumberScheduled");
        long available = set.number(0, "status", "numberAvailable");
        List<KubeObject> pods = scene.podsOf(set);
        List<KubeObject> old = pods.stream()
                .filter(pod -> Pods.isActive(pod) && !isNew(pod, set, pods, scene))
                .toList();
        Excused excused = Excused.of(pods, old, wanted, scene);
        boolean allAvailable = available + excused.unavailable >= wanted;
        boolean allNew = onDelete || updated + excused.old >= wanted;
        boolean oldServes =
                !onDelete && old.stream().anyMatch(pod -> Pods.serves(pod) && !isExcused(Pods.node(pod), scene));
        boolean seen = pods.stream().filter(Pods::serves).count() >= scene.mustBeSeen(Math.min(available, wanted), set);
        if (allAvailable && allNew && seen && !oldServes) {
            return Settling.of(
                            pods.stream().filter(pod -> !old.contains(pod)).toList(),
                            available + " of " + wanted + " pods available",
                            scene)
                    .orElseGet(() -> ready(wanted, updated, available, onDelete));
        }
        List<Finding> findings = new ArrayList<>();
        for (KubeObject pod : pods) {
            if (Pods.isActive(pod) && !isExcused(nodeOf(pod), scene)) {
                List<Finding> ofPod = PodInspector.inspect(pod, scene);
                // The controller replaces an old pod sooner or later, so it decides nothing.
                ofPod.stream()
                        .map(f -> old.contains(pod)
                                ? Finding.transientOnly(
                                        f.reason(), f.object(), f.container(), "old revision: " + f.detail())
                                : f)
                        .forEach(findings::add);
            }
        }
        if (set.number(0, "status", "currentNumberScheduled") < wanted || pods.size() < wanted) {
            CreationEvents.find(set, pods, scene).ifPresent(findings::add);
        }
        String progress = available + " of " + wanted + " pods available"
                + (onDelete || updated >= wanted ? "" : ", " + updated + " at the new revision")
                + (allAvailable && allNew && !seen ? Scene.UNSEEN : "");
        return new Rollout(progress, updated < wanted ? Reason.OLD_PODS_REMAIN : Reason.NOT_READY, findings)
                .verdict(scene.now());
    }

    private static Verdict ready(long wanted, long updated, long available, boolean onDelete) {
        String pods = available + " of " + wanted + " pods available";
        if (onDelete && updated < wanted) {
            return Verdict.ready(
                    Reason.OLD_REVISION_REMAINS,
                    pods + "; " + Texts.count(wanted - updated, "pod")
                            + " still of the old revision until somebody deletes them (OnDelete)");
        }
        return available < wanted || !onDelete && updated < wanted
                ? Verdict.ready(
                        Reason.NODES_EXCUSED, pods + "; the others are on nodes that are cordoned or do not answer")
                : Verdict.ready(Reason.READY, pods);
    }

    /** How many of the missing pods are on nodes that excuse them. */
    private record Excused(long unavailable, long old) {

        static Excused of(List<KubeObject> pods, List<KubeObject> oldPods, long wanted, Scene scene) {
            Set<String> covered = new HashSet<>();
            long unavailable = 0;
            for (KubeObject pod : pods) {
                String node = nodeOf(pod);
                covered.add(node);
                if (!Pods.serves(pod) && isExcused(node, scene)) {
                    unavailable++;
                }
            }
            long old = oldPods.stream().filter(p -> isExcused(nodeOf(p), scene)).count();
            long without = scene.view().list(Kinds.NODE, "").stream()
                    .map(KubeObject::name)
                    .filter(node -> !covered.contains(node) && isExcused(node, scene))
                    .count();
            long missing = Math.min(Math.max(0, wanted - pods.size()), without);
            return new Excused(unavailable + missing, old + missing);
        }
    }

    private static boolean isExcused(String node, Scene scene) {
        return !node.isEmpty()
                && scene.view()
                        .find(Kinds.NODE, "", node)
                        .filter(n -> n.at("spec", "unschedulable").asBoolean()
                                || Condition.find(n, "Ready")
                                        .filter(c -> !c.isTrue())
                                        .isPresent())
                        .isPresent();
    }

    /** The node that it runs on, or that its affinity binds it to while it is not scheduled. */
    private static String nodeOf(KubeObject pod) {
        if (!Pods.node(pod).isEmpty()) {
            return Pods.node(pod);
        }
        return pod.at("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
                .path("nodeSelectorTerms")
                .path(0)
                .path("matchFields")
                .path(0)
                .path("values")
                .path(0)
                .asText("");
    }

    /** The status does not name the current revision: its ControllerRevision, its template generation or, last, age tells. */
    private static boolean isNew(KubeObject pod, KubeObject set, List<KubeObject> pods, Scene scene) {
        if (set.number(0, "status", "updatedNumberScheduled") >= set.number(0, "status", "desiredNumberScheduled")) {
            return true;
        }
        String current = scene.view().ownedBy(set.uid(), Kinds.CONTROLLER_REVISION).stream()
                .max(Comparator.comparingLong(r -> r.number(0, "revision")))
                .map(Pods::revision)
                .orElse("");
        if (!current.isEmpty()) {
            return Pods.revision(pod).equals(current);
        }
        String generation = set.annotations().getOrDefault("deprecated.daemonset.template.generation", "");
        String ofPod = pod.labels().getOrDefault("pod-template-generation", "");
        if (!generation.isEmpty() && !ofPod.isEmpty()) {
            return generation.equals(ofPod);
        }
        if (set.number(0, "status", "updatedNumberScheduled") == 0) {
            return false;
        }
        return pods.stream()
                .max(Comparator.comparing(Pods::createdAt))
                .filter(newest -> Pods.revision(newest).equals(Pods.revision(pod)))
                .isPresent();
    }
}
