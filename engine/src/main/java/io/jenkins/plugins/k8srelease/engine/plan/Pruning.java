package io.jenkins.plugins.k8srelease.engine.plan;

import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.history.ApplySetMembers;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a prune looks for objects of earlier releases, and which of them have a life of their own.
 *
 * @param members where objects of the application's set may be
 * @param colours the colours of an application that is released blue-green, null for any other: the one that is kept is
 *     retired when its time has come, and not by a prune
 */
public record Pruning(ApplySetMembers members, Colours colours) {

    /** True for what belongs to one of the colours: its Deployments, their autoscalers, the Services that lead to them. */
    boolean spares(KubeObject object) {
        if (colours == null) {
            return false;
        }
        List<Colours.Member> workloads = new ArrayList<>(colours.active().workloads());
        if (colours.standby() != null) {
            workloads.addAll(colours.standby().workloads());
        }
        String id = object.kind() + "/" + object.name();
        if (colours.active().copies().contains(id)
                || (colours.standby() != null && colours.standby().copies().contains(id))) {
            return true;
        }
        if (object.groupKind().equals(Kinds.SERVICE)) {
            return object.name().equals(colours.service()) || object.name().equals(colours.preview());
        }
        String target =
                object.groupKind().equals(Kinds.AUTOSCALER) ? object.text("spec", "scaleTargetRef", "name") : "";
        return workloads.stream().anyMatch(w -> object.uid().equals(w.uid()) || target.equals(w.deployment()));
    }
}
