package io.jenkins.plugins.k8srelease.engine.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.apply.PodTemplates;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiResponse;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Asks the server, by a dry run, whether it would admit a Pod of each template. PodSecurity, LimitRanges, webhooks on
 * pods and a missing ServiceAccount refuse pods and not workloads, so that they would show only after the change.
 */
final class PodProbe {

    private static final ResourceType PODS = new ResourceType("", "v1", "Pod", "pods", true);
    private static final Set<String> WORKLOADS =
            Set.of("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob");

    private final Cluster cluster;
    private final List<Prepared> set;

    PodProbe(Cluster cluster, List<Prepared> set) {
        this.cluster = cluster;
        this.set = set;
    }

    /** Adds a problem for each template whose pods would be refused. */
    void probe(List<Prepared> workloads, List<PlanProblem> problems, List<String> warnings) {
        List<Prepared> probed = workloads.stream()
                .filter(p -> WORKLOADS.contains(p.type().kind()))
                .filter(p -> PodTemplates.of(p.config()).path("spec").isObject())
                .toList();
        List<CompletableFuture<ApiResponse>> answers = probed.stream()
                .map(p -> cluster.read(
                        ApiRequest.post(PODS.path(p.namespace()), pod(p)).with("dryRun", "All")))
                .toList();
        for (int i = 0; i < probed.size(); i++) {
            try {
                Cluster.join(answers.get(i));
            } catch (ApiException e) {
                judge(probed.get(i), e, problems, warnings);
            }
        }
    }

    private static ObjectNode pod(Prepared p) {
        JsonNode template = PodTemplates.of(p.config());
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = pod.putObject("metadata");
        metadata.put("generateName", "k8s-release-probe-").put("namespace", p.namespace());
        for (String field : List.of("labels", "annotations")) {
            if (template.path("metadata").has(field)) {
                metadata.set(field, template.path("metadata").path(field));
            }
        }
        pod.set("spec", template.path("spec").deepCopy());
        return pod;
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
        return (message.contains("error looking up service account") && has("ServiceAccount", account))
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
