package io.jenkins.plugins.k8srelease.engine.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.cluster.Discovery;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Tells of autoscalers that cannot scale in this cluster. No release fails of that, nor waits for it: clusters without a
 * metrics server are common, and the number of replicas then stays as it is.
 */
final class MetricsServed {

    /** The API of usage of CPU and memory, which a metrics server or an adapter serves. */
    private static final String USAGE = "metrics.k8s.io";

    private static final Set<String> OF_USAGE = Set.of("Resource", "ContainerResource");

    private final Discovery discovery;

    MetricsServed(Discovery discovery) {
        this.discovery = discovery;
    }

    /**
     * Warns of autoscalers that go by usage where nobody tells of it.
     *
     * @param set all that is released: what serves metrics may be among it
     * @param changed those that are to be made or changed
     */
    void check(Collection<Prepared> set, Collection<Prepared> changed, List<String> warnings) {
        if (isServed() || set.stream().anyMatch(p -> isItsService(p.object()))) {
            return;
        }
        changed.stream()
                .map(Prepared::object)
                .filter(o -> o.groupKind().equals(Kinds.AUTOSCALER) && goesByUsage(o))
                .forEach(o -> warnings.add(o + ": this cluster serves no usage of CPU and memory (API group " + USAGE
                        + "), so it does not scale; is a metrics server installed?"));
    }

    private boolean isServed() {
        return discovery.types().keySet().stream().anyMatch(k -> k.group().equals(USAGE));
    }

    private static boolean isItsService(KubeObject object) {
        return object.groupKind().equals(Kinds.API_SERVICE)
                && object.text("spec", "group").equals(USAGE);
    }

    /** Without any metric, and always in autoscaling/v1, it is the usage of CPU. */
    private static boolean goesByUsage(KubeObject autoscaler) {
        JsonNode metrics = autoscaler.at("spec", "metrics");
        if (metrics.isEmpty()) {
            return true;
        }
        for (JsonNode metric : metrics) {
            if (OF_USAGE.contains(metric.path("type").asText())) {
                return true;
            }
        }
        return false;
    }
}
