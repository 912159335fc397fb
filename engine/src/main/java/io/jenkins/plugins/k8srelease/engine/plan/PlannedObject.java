package io.jenkins.plugins.k8srelease.engine.plan;

import io.jenkins.plugins.k8srelease.engine.history.FieldEdit;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.ownership.Ownership;
import java.util.List;

/**
 * What will happen to one object.
 *
 * @param config what is applied, complete
 * @param origin where it comes from, for messages
 * @param wave when, from 0
 * @param action what happens
 * @param live the object as it is, null when it is absent
 * @param changes the fields that change, empty for a creation
 * @param inputDigest digest of {@code config}
 * @param checked false when the server could not be asked, because the namespace or the kind does not exist yet
 * @param ownership how fields of other owners are dealt with
 * @param edits the fields that are patched, for an object that is not applied as a whole; null for one that is
 */
public record PlannedObject(
        KubeObject config,
        String origin,
        int wave,
        Action action,
        KubeObject live,
        List<FieldChange> changes,
        String inputDigest,
        boolean checked,
        Ownership ownership,
        List<FieldEdit> edits) {

    /** One line for people. */
    public String summary() {
        String what =
                switch (action) {
                    case CREATE -> "create";
                    case UPDATE -> "update";
                    case UNCHANGED -> "unchanged";
                };
        return what + " " + config + (checked ? "" : " (not checked by the server: it cannot yet)")
                + (ownership.adopts().isEmpty()
                        ? ""
                        : " (taken over from " + String.join(", ", ownership.adopts()) + ")");
    }
}
