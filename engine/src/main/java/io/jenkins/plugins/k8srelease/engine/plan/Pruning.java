package io.jenkins.plugins.k8srelease.engine.plan;

import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.history.ApplySetMembers;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a prune looks for objects of earlier releases, and which of them have a life of their own.
 *
 * @param members where objects of the application's set may be
 * @param colours the colours of an application that is released blue-green, null for any other: the one that is kept is
 *     retired when its time has come, and not by a prune
 * @param needed {@code Kind/name} of what the colour that is kept was released with: the way back to it applies nothing
 */
public record Pruning(ApplySetMembers members, Colours colours, Set<String> needed) {

    public Pruning {
        needed = Set.copyOf(needed);
    }

    /** True for what belongs to one of the colours: its Deployments, their autoscalers, the Services that lead to them. */
    boolean spares(KubeObject object) {
        if (colours == null) {
            return false;
        }
        List<Colours.Member> workloads = new ArrayList<>(colours.active().workloads());
        if (colours.standby() != null) {
            workloads.addAll(colours.standby().workloads());
        }
        String id = id(object);
        if (colours.active().copies().contains(id)
                || (colours.standby() != null && colours.standby().copies().contains(id))) {
            return true;
        }
        if (object.groupKind().equals(Kinds.SERVICE)) {
            return object.name().equals(colours.service()) || object.name().equals(colours.preview());
        }
        if (object.groupKind().equals(Kinds.DISRUPTION_BUDGET) && protectsStandby(object)) {
            return true;
        }
        String target =
                object.groupKind().equals(Kinds.AUTOSCALER) ? object.text("spec", "scaleTargetRef", "name") : "";
        return workloads.stream().anyMatch(w -> object.uid().equals(w.uid()) || target.equals(w.deployment()));
    }

    /** A budget of the pods that do not serve: its selector has what tells that colour apart. */
    private boolean protectsStandby(KubeObject budget) {
        if (colours.standby() == null) {
            return false;
        }
        Map<String, String> counted = budget.strings("spec", "selector", "matchLabels");
        return colours.standby().selector().entrySet().stream()
                .filter(e -> !e.getValue().equals(colours.active().selector().get(e.getKey())))
                .allMatch(e -> e.getValue().equals(counted.get(e.getKey())));
    }

    /** Why an object that the release does not have any more stays all the same; null when it does not. */
    String reasonToKeep(KubeObject object) {
        return colours != null && colours.standby() != null && needed.contains(id(object))
                ? colours.standby().colour() + ", which is kept for a way back, was released with it"
                : null;
    }

    private static String id(KubeObject object) {
        return object.kind() + "/" + object.name();
    }
}
