package io.jenkins.plugins.k8srelease.engine.bluegreen;

import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.List;
import java.util.Set;

/**
 * A release as one colour.
 *
 * @param inputs its objects, named and labelled for that colour
 * @param late those of them that come with the switch and not before
 * @param taken those whose fields are ours to decide, whoever owns them
 * @param plan how the switch goes; null when the colour is the active one
 * @param warnings what a person should know
 * @param active the Deployments that serve now
 */
public record Draft(
        List<LoadedObject> inputs,
        Set<ObjectRef> late,
        Set<ObjectRef> taken,
        BlueGreenPlan plan,
        List<String> warnings,
        List<KubeObject> active) {

    public Draft {
        inputs = List.copyOf(inputs);
        late = Set.copyOf(late);
        taken = Set.copyOf(taken);
        warnings = List.copyOf(warnings);
        active = List.copyOf(active);
    }
}
