package io.jenkins.plugins.k8srelease.engine.plan;

import io.jenkins.plugins.k8srelease.engine.apply.Undo;
import io.jenkins.plugins.k8srelease.engine.history.PruneTarget;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.ownership.ManagedFields;
import java.util.Optional;

/**
 * Which objects a prune may delete: those that carry the label of our set and that we have applied, that no controller
 * owns, and whose deletion takes no data along. A label alone proves nothing: it may have been copied with a manifest, or
 * inherited by what a controller makes.
 */
public final class PruneRule {

    private PruneRule() {}

    /** Whether an object may be deleted, apart from its kind. */
    public static boolean isOurs(KubeObject object, RecordNames names) {
        return names.applySetId().equals(object.labels().get(RecordNames.PART_OF_LABEL))
                && ManagedFields.appliedBy(object, names.fieldManager()).isPresent()
                && object.controllerUid().isEmpty();
    }

    /**
     * What becomes of an object that is not part of the release; empty for one that is not ours, or is going already.
     *
     * @param needed why it stays in any case, null for no such reason
     */
    static Optional<PruneTarget> target(KubeObject object, RecordNames names, String needed) {
        if (!isOurs(object, names) || object.isBeingDeleted()) {
            return Optional.empty();
        }
        String kept = Undo.keepsData(object.kind())
                ? "deleting a " + object.kind() + " deletes data, or everything in it"
                : needed;
        return Optional.of(new PruneTarget(object.ref(), object.uid(), kept));
    }
}
