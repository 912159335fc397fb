package io.jenkins.plugins.k8srelease.engine.plan;

import io.jenkins.plugins.k8srelease.engine.apply.JsonPatch;
import io.jenkins.plugins.k8srelease.engine.history.FieldEdit;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;
import java.util.Optional;

/**
 * Single fields to be changed of an object whose configuration is not on record.
 *
 * @param live the object as it is
 * @param edits what changes, and what must still be there
 */
public record LivePatch(KubeObject live, List<FieldEdit> edits) {

    public LivePatch {
        edits = List.copyOf(edits);
    }

    /** What leads from an object to another form of it; empty when they are the same. */
    public static Optional<LivePatch> between(KubeObject live, KubeObject wanted) {
        List<FieldEdit> edits = JsonPatch.between(live.tree(), wanted.tree());
        return edits.isEmpty() ? Optional.empty() : Optional.of(new LivePatch(live, edits));
    }
}
