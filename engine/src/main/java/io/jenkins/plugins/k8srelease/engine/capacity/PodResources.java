package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a pod asks for as a whole. The rule is part of the Kubernetes API ({@code k8s.io/component-helpers/resource}, KEP-753):
 * the sum of the containers and sidecars, or what the init containers need at their moment if that is more; then the pod's own
 * level where it is set; then the overhead of its RuntimeClass.
 */
final class PodResources {

    private final JsonNode spec;
    private final boolean podLevel;

    /**
     * @param podLevel whether the server knows resources of the pod as a whole ({@code spec.resources})
     */
    PodResources(JsonNode spec, boolean podLevel) {
        this.spec = spec;
        this.podLevel = podLevel && isPodLevelSet(spec);
    }

    static boolean isSidecar(JsonNode initContainer) {
        return initContainer.path("restartPolicy").asText().equals("Always");
    }

    boolean usesPodLevel() {
        return podLevel;
    }

    private static boolean isPodLevelSet(JsonNode spec) {
        for (String part : new String[] {"requests", "limits"}) {
            for (var e : spec.path("resources").path(part).properties()) {
                if (ResourceNames.isPodLevel(e.getKey())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Requests with overhead; what quotas and the scheduler count. */
    Resources requests() {
        return requests(c -> Resources.of(c.path("resources").path("requests")));
    }

    /** As {@link #requests()}, with the requests of a container from elsewhere: a resized pod holds what its status says. */
    Resources requests(Function<JsonNode, Resources> ofContainer) {
        Resources sum = aggregate(ofContainer);
        if (podLevel) {
            sum = override(sum, Resources.of(spec.path("resources").path("requests")));
        }
        return sum.plus(overhead());
    }

    /** Limits, with overhead added to those that are set. */
    Resources limits() {
        Resources sum = aggregate(c -> Resources.of(c.path("resources").path("limits")));
        if (podLevel) {
            sum = override(sum, Resources.of(spec.path("resources").path("limits")));
        }
        TreeMap<String, Quantity> result = new TreeMap<>(sum.amounts());
        overhead()
                .amounts()
                .forEach((name, extra) ->
                        result.computeIfPresent(name, (n, limit) -> limit.isZero() ? limit : limit.plus(extra)));
        return new Resources(result);
    }

    Resources overhead() {
        return Resources.of(spec.path("overhead"));
    }

    Resources aggregate(Function<JsonNode, Resources> ofContainer) {
        Resources running = Resources.NONE;
        for (JsonNode container : spec.path("containers")) {
            running = running.plus(ofContainer.apply(container));
        }
        Resources sidecars = Resources.NONE;
        Resources starting = Resources.NONE;
        for (JsonNode container : spec.path("initContainers")) {
            Resources own = ofContainer.apply(container);
            if (isSidecar(container)) {
                running = running.plus(own);
                sidecars = sidecars.plus(own);
                starting = starting.max(sidecars);
            } else {
                // A sidecar that was started earlier runs beside every later init container.
                starting = starting.max(own.plus(sidecars));
            }
        }
        return running.max(starting);
    }

    private static Resources override(Resources sum, Resources podLevel) {
        TreeMap<String, Quantity> result = new TreeMap<>(sum.amounts());
        podLevel.amounts().forEach((name, amount) -> {
            if (ResourceNames.isPodLevel(name)) {
                result.put(name, amount);
            }
        });
        return new Resources(result);
    }
}
