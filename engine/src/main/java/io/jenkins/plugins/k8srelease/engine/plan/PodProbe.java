package io.jenkins.plugins.k8srelease.engine.plan;

import io.jenkins.plugins.k8srelease.engine.apply.PodTemplates;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiResponse;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.health.CreationRefusal;
import io.jenkins.plugins.k8srelease.engine.health.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Asks the server, by a dry run, whether it would admit a Pod of each template; templates that differ in nothing but the
 * release's own names share one. PodSecurity, LimitRanges, webhooks on pods and a missing ServiceAccount refuse pods and
 * not workloads, so that they would show only after the change.
 */
final class PodProbe {

    private static final ResourceType PODS = new ResourceType("", "v1", "Pod", "pods", true);
    private static final Set<String> WORKLOADS =
            Set.of("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob");

    private static final Set<Reason> BUILT_IN =
            Set.of(Reason.POD_SECURITY_VIOLATED, Reason.LIMIT_RANGE_VIOLATED, Reason.QUOTA_EXCEEDED);

    private final Cluster cluster;
    private final List<Prepared> set;

    PodProbe(Cluster cluster, List<Prepared> set) {
        this.cluster = cluster;
        this.set = set;
    }

    /**
     * Adds a problem for each workload whose pods would be refused.
     *
     * @param coming ServiceAccounts of the set that do not exist yet, as {@code namespace/name}
     */
    void probe(List<Prepared> workloads, Set<String> coming, List<PlanProblem> problems, List<String> warnings) {
        List<Prepared> probed = workloads.stream()
                .filter(p -> WORKLOADS.contains(p.type().kind()))
                .filter(p -> PodTemplates.of(p.config()).path("spec").isObject())
                .toList();
        List<PodQuestion> questions = PodQuestion.of(probed, set, coming);
        List<CompletableFuture<ApiResponse>> answers = questions.stream()
                .map(q -> cluster.read(
                        ApiRequest.post(PODS.path(q.workloads().get(0).namespace()), q.pod())
                                .with("dryRun", "All")))
                .toList();
        for (int i = 0; i < questions.size(); i++) {
            PodQuestion question = questions.get(i);
            try {
                Cluster.join(answers.get(i));
            } catch (ApiException e) {
                if (isAboutThePods(question, e)) {
                    question.workloads().forEach(p -> judge(p, e, problems, warnings));
                }
            }
        }
    }

    /** Who refuses a pod with another account than its own may have refused the account; built-in admission never does. */
    private static boolean isAboutThePods(PodQuestion question, ApiException refusal) {
        if (!question.withoutAccount()) {
            return true;
        }
        Reason reason = CreationRefusal.classify(
                        question.workloads().get(0).object().ref(), refusal.getMessage())
                .reason();
        return BUILT_IN.contains(reason);
    }

    private void judge(Prepared p, ApiException refusal, List<PlanProblem> problems, List<String> warnings) {
        String message = refusal.getMessage();
        if (refusal.isForbidden() && message.contains("exceeded quota")) {
            // Whether the pods of a release fit is another question: pods of the old template make room for them.
            warnings.add(p.object() + ": no room in the quota for one more pod right now: " + message);
        } else if (!comesWithTheSet(p, message)) {
            problems.add(new PlanProblem(
                    false,
                    p.origin() + ": pods of " + p.object() + " would be refused: "
                            + io.jenkins.plugins.k8srelease.engine.diagnosis.Refusals.pods(
                                    p.object().ref(), causes(refusal))));
        }
    }

    /** A ServiceAccount or PriorityClass that the release itself brings does not exist yet. */
    private boolean comesWithTheSet(Prepared p, String message) {
        String account =
                PodTemplates.of(p.config()).at("/spec/serviceAccountName").asText();
        String priority =
                PodTemplates.of(p.config()).at("/spec/priorityClassName").asText();
        // A new namespace gets its default account in a moment.
        boolean ownAccount = account.isEmpty() || account.equals("default") || has("ServiceAccount", account);
        return (message.contains("error looking up service account") && ownAccount)
                || (message.contains("no PriorityClass with name") && has("PriorityClass", priority));
    }

    private boolean has(String kind, String name) {
        Optional<Prepared> found = set.stream()
                .filter(s -> s.type().kind().equals(kind) && s.name().equals(name))
                .findFirst();
        return found.isPresent();
    }

    private static String causes(ApiException refusal) {
        return refusal.causes().isEmpty()
                ? refusal.getMessage()
                : refusal.causes().stream()
                        .map(c -> (c.field().isEmpty() ? "" : c.field() + ": ") + c.message())
                        .collect(Collectors.joining("; "));
    }
}
