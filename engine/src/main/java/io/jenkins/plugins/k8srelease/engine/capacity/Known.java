package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;
import java.util.Set;

/**
 * What a release's plan has found out already, so that it need not be read once more.
 *
 * @param live those of the release's objects that exist; one that is not among them does not exist
 * @param autoscalers every HorizontalPodAutoscaler of the namespace, or why they are not known
 */
public record Known(List<KubeObject> live, Part autoscalers) {

    /** Kinds of which a check needs those objects only that the release has, unless a quota counts them. */
    private static final Set<ResourceKind> OWN = Set.of(
            ResourceKind.DEPLOYMENTS, ResourceKind.STATEFUL_SETS, ResourceKind.DAEMON_SETS, ResourceKind.SERVICES);

    public Known {
        live = List.copyOf(live);
    }

    /** True when {@link #part} says enough of a kind for a check without quotas of that kind. */
    boolean answers(ResourceKind kind) {
        return OWN.contains(kind) || kind.equals(ResourceKind.HPAS);
    }

    Part part(ResourceKind kind) {
        return kind.equals(ResourceKind.HPAS)
                ? autoscalers
                : Part.of(live.stream()
                        .filter(o ->
                                o.kind().equals(kind.kind()) && o.apiVersion().equals(kind.apiVersion()))
                        .toList());
    }
}
