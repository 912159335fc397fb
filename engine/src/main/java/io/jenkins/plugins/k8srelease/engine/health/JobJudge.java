package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Jobs: done when complete, failed when their own limits say so; what never starts does not count against those. */
final class JobJudge implements Judge {

    @Override
    public Verdict judge(KubeObject job, Scene scene) {
        for (String done : List.of("Complete", "SuccessCriteriaMet")) {
            if (Condition.isTrue(job, done)) {
                long succeeded = job.number(0, "status", "succeeded");
                return Verdict.ready(
                        Reason.COMPLETE,
                        "the Job is complete"
                                + (succeeded > 0 ? ", " + Texts.count(succeeded, "pod") + " succeeded" : ""));
            }
        }
        List<KubeObject> pods = scene.podsOf(job);
        Optional<Condition> failed = Condition.find(job, "Failed")
                .filter(Condition::isTrue)
                .or(() -> Condition.find(job, "FailureTarget").filter(Condition::isTrue));
        if (failed.isPresent()) {
            return failed(failed.get(), pods, scene);
        }
        long failures = job.number(0, "status", "failed");
        long limit = job.number(6, "spec", "backoffLimit");
        if (failures > limit && !job.at("spec", "backoffLimitPerIndex").isNumber()) {
            return Verdict.failed(
                            Reason.JOB_BACKOFF_LIMIT_EXCEEDED,
                            Texts.count(failures, "pod") + " of the Job failed, more than its backoffLimit of " + limit)
                    .shownBy(ended(pods));
        }
        if (job.at("spec", "suspend").asBoolean()) {
            return Verdict.progressing(
                    Reason.SUSPENDED, "the Job is suspended and starts when spec.suspend is set to false");
        }
        return running(job, pods, failures, limit, scene);
    }

    private static Verdict running(KubeObject job, List<KubeObject> pods, long failures, long limit, Scene scene) {
        List<Finding> findings = new ArrayList<>();
        for (KubeObject pod : pods) {
            if (Pods.isActive(pod)) {
                PodInspector.inspectPodOfJob(pod, scene).stream()
                        .filter(f -> !isWork(f))
                        .forEach(findings::add);
            }
        }
        long active = job.number(0, "status", "active");
        long wanted = job.number(1, "spec", "parallelism");
        if (active < wanted) {
            CreationEvents.find(job, pods, scene).ifPresent(findings::add);
        }
        long succeeded = job.number(0, "status", "succeeded");
        long completions = job.number(wanted, "spec", "completions");
        String progress = succeeded + " of " + Texts.count(completions, "completion")
                + (failures > 0 ? ", " + failures + " failed of at most " + limit : "")
                + (active > 0 ? ", " + active + " running" : "");
        return new Rollout(progress, active == 0 ? Reason.CREATING_PODS : Reason.JOB_RUNNING, findings)
                .verdict(scene.now());
    }

    /** A Job's pod that runs is doing its work; it need not be ready. */
    private static boolean isWork(Finding finding) {
        return finding.reason() == Reason.NOT_READY
                || finding.reason() == Reason.READINESS_PROBE_FAILED
                || finding.reason() == Reason.INITIALISING;
    }

    private static Verdict failed(Condition condition, List<KubeObject> pods, Scene scene) {
        Reason reason =
                switch (condition.reason()) {
                    case "BackoffLimitExceeded" -> Reason.JOB_BACKOFF_LIMIT_EXCEEDED;
                    case "DeadlineExceeded" -> Reason.JOB_DEADLINE_EXCEEDED;
                    default -> Reason.JOB_FAILED;
                };
        List<Finding> findings = new ArrayList<>(ended(pods));
        pods.stream().filter(Pods::isActive).forEach(pod -> findings.addAll(PodInspector.inspectPodOfJob(pod, scene)));
        findings.sort(Finding.MOST_TELLING);
        String why = condition.reason().isEmpty() ? "" : " (" + condition.reason() + ")";
        String said = condition.message().isBlank() ? "" : ": " + Texts.withoutStop(Texts.line(condition.message()));
        String shown = findings.isEmpty() ? "" : "; " + findings.get(0).sentence();
        return Verdict.failed(reason, "the Job failed" + why + said + shown).shownBy(findings);
    }

    private static List<Finding> ended(List<KubeObject> pods) {
        return pods.stream()
                .filter(pod -> Pods.phase(pod).equals("Failed"))
                .map(pod ->
                        Finding.transientOnly(PodInspector.endReason(pod), pod.ref(), "", PodInspector.endText(pod)))
                .toList();
    }
}
