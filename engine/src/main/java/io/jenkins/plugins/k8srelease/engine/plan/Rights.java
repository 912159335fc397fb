package io.jenkins.plugins.k8srelease.engine.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiResponse;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Which rights a release lacks. One SelfSubjectRulesReview for each namespace answers for most; what it does not grant
 * is asked one by one, since its answer may be incomplete (authorizers other than RBAC).
 */
public final class Rights {

    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/";

    /**
     * A right.
     *
     * @param verb for example {@code patch}
     * @param group API group
     * @param resource plural, with its subresource after a slash
     * @param namespace empty for cluster-scoped resources
     * @param name empty for all names
     */
    public record Right(String verb, String group, String resource, String namespace, String name) {

        public static Right of(String verb, ResourceType type, String namespace) {
            return of(verb, type, namespace, "");
        }

        public static Right of(String verb, ResourceType type, String namespace, String name) {
            return new Right(verb, type.group(), type.plural(), type.namespaced() ? namespace : "", name);
        }

        /** Without the name: who may not do it to one object may mostly not do it to any. */
        @Override
        public String toString() {
            return verb + " " + resource + (group.isEmpty() ? "" : "." + group)
                    + (namespace.isEmpty() ? " (cluster-wide)" : " in namespace " + namespace);
        }
    }

    private final Cluster cluster;

    public Rights(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Those of the wanted rights that this credential does not have. For threads that may block. */
    public List<Right> missing(Set<Right> wanted) {
        Set<Right> open = new LinkedHashSet<>(wanted);
        Set<String> namespaces = new LinkedHashSet<>();
        wanted.forEach(r -> namespaces.add(r.namespace()));
        namespaces.remove("");
        for (String namespace : namespaces) {
            ObjectNode review = review("SelfSubjectRulesReview");
            review.putObject("spec").put("namespace", namespace);
            JsonNode rules = Cluster.join(ask("selfsubjectrulesreviews", review))
                    .body()
                    .path("status")
                    .path("resourceRules");
            open.removeIf(r -> r.namespace().equals(namespace) && isGranted(rules, r));
        }
        List<Right> unsure = List.copyOf(open);
        List<CompletableFuture<ApiResponse>> answers =
                unsure.stream().map(this::ask).toList();
        List<Right> missing = new ArrayList<>();
        for (int i = 0; i < unsure.size(); i++) {
            if (!Cluster.join(answers.get(i))
                    .body()
                    .path("status")
                    .path("allowed")
                    .asBoolean()) {
                missing.add(unsure.get(i));
            }
        }
        return missing;
    }

    private CompletableFuture<ApiResponse> ask(Right right) {
        ObjectNode review = review("SelfSubjectAccessReview");
        ObjectNode attributes = review.putObject("spec").putObject("resourceAttributes");
        String[] resource = right.resource().split("/", 2);
        attributes
                .put("verb", right.verb())
                .put("group", right.group())
                .put("resource", resource[0])
                .put("namespace", right.namespace())
                .put("name", right.name());
        if (resource.length > 1) {
            attributes.put("subresource", resource[1]);
        }
        return ask("selfsubjectaccessreviews", review);
    }

    /** A review changes nothing, so it may be repeated although it is a POST. */
    private CompletableFuture<ApiResponse> ask(String resource, ObjectNode review) {
        return cluster.send(ApiRequest.post(REVIEWS + resource, review))
                .exceptionallyCompose(thrown -> Cluster.unwrap(thrown) instanceof ApiException e && e.isTransient()
                        ? cluster.read(
                                ApiRequest.post(REVIEWS + resource, review).with("dryRun", "All"))
                        : CompletableFuture.failedFuture(Cluster.unwrap(thrown)));
    }

    private static ObjectNode review(String kind) {
        ObjectNode review = JsonNodeFactory.instance.objectNode();
        review.put("apiVersion", "authorization.k8s.io/v1").put("kind", kind);
        return review;
    }

    private static boolean isGranted(JsonNode rules, Right right) {
        for (JsonNode rule : rules) {
            if (has(rule.path("verbs"), right.verb())
                    && has(rule.path("apiGroups"), right.group())
                    && hasResource(rule.path("resources"), right.resource())
                    && (rule.path("resourceNames").isEmpty()
                            || (!right.name().isEmpty() && has(rule.path("resourceNames"), right.name())))) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasResource(JsonNode list, String resource) {
        int slash = resource.indexOf('/');
        return has(list, resource) || (slash > 0 && has(list, "*" + resource.substring(slash)));
    }

    private static boolean has(JsonNode list, String wanted) {
        for (JsonNode item : list) {
            if (item.asText().equals("*") || item.asText().equals(wanted)) {
                return true;
            }
        }
        return false;
    }
}
