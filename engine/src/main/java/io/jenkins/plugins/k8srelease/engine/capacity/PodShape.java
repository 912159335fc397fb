package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A pod as quotas and the scheduler see it: of one workload and one revision, with every default filled in. Identity is the
 * instance, so that many equal pods share one.
 */
final class PodShape implements Charge {

    private final ObjectRef workload;
    private final String revision;
    private final JsonNode pod;
    private final Resources requests;
    private final Resources limits;
    private final boolean podLevel;
    private final List<String> refusals;
    private final List<String> unknowns;
    private final Resources usage;
    private final boolean bestEffort;

    PodShape(
            ObjectRef workload,
            String revision,
            JsonNode pod,
            Resources requests,
            Resources limits,
            boolean podLevel,
            List<String> refusals,
            List<String> unknowns) {
        this.workload = workload;
        this.revision = revision;
        this.pod = pod;
        this.requests = requests;
        this.limits = limits;
        this.podLevel = podLevel;
        this.refusals = List.copyOf(refusals);
        this.unknowns = List.copyOf(unknowns);
        this.usage = usage(requests, limits).with("count/pods", Quantity.ONE);
        this.bestEffort = computeBestEffort();
    }

    ObjectRef workload() {
        return workload;
    }

    /** {@code old} or {@code new}, for messages. */
    String revision() {
        return revision;
    }

    JsonNode spec() {
        return pod.path("spec");
    }

    JsonNode metadata() {
        return pod.path("metadata");
    }

    Resources requests() {
        return requests;
    }

    Resources limits() {
        return limits;
    }

    @Override
    public Resources usage() {
        return usage;
    }

    /** Why the server would refuse such a pod whatever room there is. */
    List<String> refusals() {
        return refusals;
    }

    /** What could not be found out about it. */
    List<String> unknowns() {
        return unknowns;
    }

    boolean isBestEffort() {
        return bestEffort;
    }

    /** In the sense of the quota scope: a pod with a deadline, not one that is being deleted. */
    boolean hasDeadline() {
        return spec().path("activeDeadlineSeconds").isNumber();
    }

    String priorityClass() {
        return spec().path("priorityClassName").asText();
    }

    long priority() {
        return spec().path("priority").asLong(0);
    }

    boolean usesCrossNamespaceAffinity() {
        for (String kind : new String[] {"podAffinity", "podAntiAffinity"}) {
            JsonNode affinity = spec().path("affinity").path(kind);
            for (JsonNode term : affinity.path("requiredDuringSchedulingIgnoredDuringExecution")) {
                if (isCrossNamespace(term)) {
                    return true;
                }
            }
            for (JsonNode weighted : affinity.path("preferredDuringSchedulingIgnoredDuringExecution")) {
                if (isCrossNamespace(weighted.path("podAffinityTerm"))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isCrossNamespace(JsonNode term) {
        return !term.path("namespaces").isEmpty()
                || term.path("namespaceSelector").isObject();
    }

    /** The containers that leave out what a quota on these names wants stated; empty when all is. */
    Map<String, List<String>> unstated(Iterable<String> quotaNames) {
        Map<String, List<String>> result = new LinkedHashMap<>();
        if (podLevel) {
            return result;
        }
        for (String name : quotaNames) {
            if (!ResourceNames.mustBeStated(name)) {
                continue;
            }
            for (String list : new String[] {"containers", "initContainers"}) {
                for (JsonNode container : spec().path(list)) {
                    JsonNode r = container.path("resources");
                    if (!usage(Resources.of(r.path("requests")), Resources.of(r.path("limits")))
                            .has(name)) {
                        result.computeIfAbsent(name, n -> new ArrayList<>())
                                .add(container.path("name").asText());
                    }
                }
            }
        }
        return result;
    }

    private static Resources usage(Resources requests, Resources limits) {
        TreeMap<String, Quantity> usage = new TreeMap<>();
        usage.put(ResourceNames.PODS, Quantity.ONE);
        requests.amounts().forEach((name, amount) -> {
            if (isComputed(name) || name.startsWith(ResourceNames.HUGEPAGES)) {
                usage.put(name, amount);
                usage.put(ResourceNames.REQUESTS + name, amount);
            } else if (ResourceNames.isExtended(name)) {
                usage.put(ResourceNames.REQUESTS + name, amount);
            }
        });
        limits.amounts().forEach((name, amount) -> {
            if (isComputed(name)) {
                usage.put(ResourceNames.LIMITS + name, amount);
            }
        });
        return new Resources(usage);
    }

    private static boolean isComputed(String name) {
        return name.equals(ResourceNames.CPU)
                || name.equals(ResourceNames.MEMORY)
                || name.equals(ResourceNames.EPHEMERAL_STORAGE);
    }

    private boolean computeBestEffort() {
        if (podLevel) {
            return !statesCpuOrMemory(spec().path("resources"));
        }
        for (String list : new String[] {"containers", "initContainers"}) {
            for (JsonNode container : spec().path(list)) {
                if (statesCpuOrMemory(container.path("resources"))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean statesCpuOrMemory(JsonNode resources) {
        for (String part : new String[] {"requests", "limits"}) {
            Resources list = Resources.of(resources.path(part));
            if (!list.get(ResourceNames.CPU).isZero()
                    || !list.get(ResourceNames.MEMORY).isZero()) {
                return true;
            }
        }
        return false;
    }

    /** Seconds that such a pod may take to go, during which quotas and nodes still count it. */
    long graceSeconds() {
        return spec().path("terminationGracePeriodSeconds").asLong(30);
    }

    /** The least number of seconds from its start until it counts as ready. */
    long readyAfterSeconds() {
        long longest = 0;
        for (JsonNode container : spec().path("containers")) {
            longest = Math.max(
                    longest,
                    container.path("readinessProbe").path("initialDelaySeconds").asLong(0));
        }
        return longest;
    }

    @Override
    public String toString() {
        return workload.shortName() + " (" + revision + ")";
    }
}
