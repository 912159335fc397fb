package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.List;

/**
 * The scopes of a ResourceQuota: it counts only pods that match every one of them, and with any scope it counts nothing but
 * pods.
 *
 * @param requirements from {@code spec.scopes} and {@code spec.scopeSelector}
 */
record QuotaScopes(List<Requirement> requirements) {

    /**
     * One condition.
     *
     * @param scope for example {@code PriorityClass}
     * @param operator In, NotIn, Exists or DoesNotExist
     * @param values for In and NotIn
     */
    record Requirement(String scope, String operator, List<String> values) {}

    static QuotaScopes of(KubeObject quota) {
        List<Requirement> result = new ArrayList<>();
        quota.at("spec", "scopes").forEach(s -> result.add(new Requirement(s.asText(), "Exists", List.of())));
        for (JsonNode e : quota.at("spec", "scopeSelector", "matchExpressions")) {
            List<String> values = new ArrayList<>();
            e.path("values").forEach(v -> values.add(v.asText()));
            result.add(new Requirement(
                    e.path("scopeName").asText(), e.path("operator").asText(), values));
        }
        return new QuotaScopes(List.copyOf(result));
    }

    boolean isEmpty() {
        return requirements.isEmpty();
    }

    boolean usesPriorityClass() {
        return requirements.stream().anyMatch(r -> r.scope().equals("PriorityClass"));
    }

    boolean matches(PodShape pod) {
        return requirements.stream().allMatch(r -> matches(r, pod));
    }

    private static boolean matches(Requirement r, PodShape pod) {
        return switch (r.scope()) {
            case "Terminating" -> pod.hasDeadline();
            case "NotTerminating" -> !pod.hasDeadline();
            case "BestEffort" -> pod.isBestEffort();
            case "NotBestEffort" -> !pod.isBestEffort();
            case "CrossNamespacePodAffinity" -> pod.usesCrossNamespaceAffinity();
            case "PriorityClass" -> matchesClass(r, pod.priorityClass());
            default -> false;
        };
    }

    private static boolean matchesClass(Requirement r, String priorityClass) {
        boolean named = !priorityClass.isEmpty();
        return switch (r.operator()) {
            case "Exists" -> named;
            case "DoesNotExist" -> !named;
            case "In" -> named && r.values().contains(priorityClass);
            case "NotIn" -> !named || !r.values().contains(priorityClass);
            default -> false;
        };
    }

    /** For the report: {@code NotTerminating, PriorityClass In (high)}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        for (Requirement r : requirements) {
            parts.add(
                    r.operator().equals("Exists")
                            ? r.scope()
                            : r.scope() + " " + r.operator()
                                    + (r.values().isEmpty() ? "" : " (" + String.join(", ", r.values()) + ")"));
        }
        return String.join(", ", parts);
    }
}
