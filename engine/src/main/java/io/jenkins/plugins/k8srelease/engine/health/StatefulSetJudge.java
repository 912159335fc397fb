package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * StatefulSets: with partition, OnDelete and ordered rollouts, in which one broken pod holds up all others. Only the pods
 * of the update revision must become ready by themselves; those below the partition keep the old revision on purpose.
 */
final class StatefulSetJudge implements Judge {

    @Override
    public Verdict judge(KubeObject set, Scene scene) {
        if (set.number(0, "status", "observedGeneration") < Math.max(1, set.generation())) {
            return Verdict.progressing(
                    Reason.NOT_OBSERVED, "the StatefulSet's controller has not seen this change yet");
        }
        Counts counts = Counts.of(set);
        List<KubeObject> pods = scene.podsOf(set);
        boolean onDelete = set.text("spec", "updateStrategy", "type").equals("OnDelete");
        long mustBeNew = onDelete ? 0 : Math.max(0, counts.wanted - partition(set));
        List<KubeObject> old = pods.stream()
                .filter(pod ->
                        Pods.isActive(pod) && !isNew(pod, set) && !onDelete && ordinal(pod, set) >= partition(set))
                .toList();
        boolean complete = counts.available >= counts.wanted
                && counts.ready >= counts.wanted
                && counts.updated >= mustBeNew
                && counts.total <= counts.wanted;
        boolean seen = pods.stream().filter(Pods::serves).count() >= scene.mustBeSeen(counts.wanted, set);
        if (complete && seen && old.stream().noneMatch(Pods::serves)) {
            return Settling.of(
                            pods.stream().filter(pod -> isNew(pod, set)).toList(), progress(counts, mustBeNew), scene)
                    .orElseGet(() -> ready(counts, onDelete));
        }
        List<Finding> findings = new ArrayList<>();
        for (KubeObject pod : pods) {
            if (!Pods.isActive(pod)) {
                continue;
            }
            List<Finding> ofPod = PodInspector.inspect(pod, scene);
            findings.addAll(old.contains(pod) ? blocking(set, pod, ofPod, scene) : ofPod);
        }
        if (counts.total < counts.wanted) {
            CreationEvents.find(set, pods, scene).ifPresent(findings::add);
        }
        String progress = progress(counts, mustBeNew) + (complete && !seen ? Scene.UNSEEN : "");
        return new Rollout(progress, fallback(counts, mustBeNew), findings).verdict(scene.now());
    }

    private record Counts(long wanted, long total, long updated, long ready, long available, boolean differ) {

        static Counts of(KubeObject set) {
            long ready = set.number(0, "status", "readyReplicas");
            String current = set.text("status", "currentRevision");
            String update = set.text("status", "updateRevision");
            boolean same = !update.isEmpty() && current.equals(update);
            long updated = set.number(0, "status", "updatedReplicas");
            return new Counts(
                    set.number(1, "spec", "replicas"),
                    set.number(0, "status", "replicas"),
                    same ? Math.max(updated, set.number(0, "status", "currentReplicas")) : updated,
                    ready,
                    // Absent before Kubernetes 1.22, when minReadySeconds did not exist.
                    set.number(
                            set.number(0, "spec", "minReadySeconds") == 0 ? ready : 0, "status", "availableReplicas"),
                    !same);
        }

        long old() {
            return Math.max(0, total - updated);
        }
    }

    private static Verdict ready(Counts counts, boolean onDelete) {
        String pods =
                counts.wanted == 0 ? "scaled to 0, no pod runs" : counts.ready + " of " + counts.wanted + " pods ready";
        if (counts.old() > 0 && counts.differ) {
            return Verdict.ready(
                    Reason.OLD_REVISION_REMAINS,
                    pods + "; " + Texts.count(counts.old(), "pod")
                            + (onDelete
                                    ? " still of the old revision until somebody deletes them (OnDelete)"
                                    : " kept at the old revision by the partition"));
        }
        return Verdict.ready(Reason.READY, pods);
    }

    /**
     * A pod of the old revision that is not ready. With OrderedReady the controller replaces no pod before all are ready,
     * not even the broken one, so that a new template cannot repair it (kubernetes/kubernetes#67250).
     */
    private static List<Finding> blocking(KubeObject set, KubeObject pod, List<Finding> ofPod, Scene scene) {
        boolean ordered = !set.text("spec", "podManagementPolicy").equals("Parallel");
        List<Finding> result = new ArrayList<>();
        for (Finding finding : ofPod) {
            if (ordered && finding.isTerminalAt(scene.now())) {
                Instant since = Scene.specChanged(set).orElseGet(() -> Pods.scheduledAt(pod));
                result.add(Finding.tolerated(
                        Reason.ROLLOUT_BLOCKED,
                        pod.ref(),
                        finding.container(),
                        "a broken pod of the old revision blocks the rollout and must be deleted: " + finding.detail(),
                        since,
                        scene.tolerances().blockedRollout()));
            } else {
                result.add(Finding.transientOnly(
                        finding.reason(), pod.ref(), finding.container(), "old revision: " + finding.detail()));
            }
        }
        return result;
    }

    private static boolean isNew(KubeObject pod, KubeObject set) {
        String revision = Pods.revision(pod);
        return revision.isEmpty() || revision.equals(set.text("status", "updateRevision"));
    }

    private static long partition(KubeObject set) {
        return set.number(0, "spec", "updateStrategy", "rollingUpdate", "partition");
    }

    /** The pod's place in the set, counted from 0 whatever {@code spec.ordinals.start} is. */
    private static long ordinal(KubeObject pod, KubeObject set) {
        String name = pod.name();
        try {
            return Long.parseLong(name.substring(name.lastIndexOf('-') + 1))
                    - set.number(0, "spec", "ordinals", "start");
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private static Reason fallback(Counts counts, long mustBeNew) {
        if (counts.total < counts.wanted) {
            return Reason.CREATING_PODS;
        }
        if (counts.updated < mustBeNew || counts.total > counts.wanted) {
            return Reason.OLD_PODS_REMAIN;
        }
        return counts.ready < counts.wanted ? Reason.NOT_READY : Reason.NOT_YET_AVAILABLE;
    }

    private static String progress(Counts counts, long mustBeNew) {
        String text = Math.min(counts.ready, counts.wanted) + " of " + counts.wanted + " pods ready";
        if (counts.differ && mustBeNew > 0) {
            text += ", " + Math.min(counts.updated, mustBeNew) + " of " + mustBeNew + " at the new revision";
        }
        return counts.total > counts.wanted
                ? text + ", " + Texts.count(counts.total - counts.wanted, "pod") + " too many"
                : text;
    }
}
