package io.jenkins.plugins.k8srelease.engine.history;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.ownership.Ownership;
import java.util.List;

/**
 * One object of a release.
 *
 * @param config what is applied, complete
 * @param wave the number of its wave, from 0
 * @param inputDigest digest of {@code config}
 * @param change true when the release changes it, false when it was found unchanged
 * @param before its pre-image, null when it is not changed
 * @param ownership how fields of other owners are dealt with; null, as in old records, for as the server does
 * @param edits the fields that are patched, for an object that is not applied as a whole since nobody has recorded its
 *     configuration; null for one that is applied
 */
public record RecordedObject(
        KubeObject config,
        int wave,
        String inputDigest,
        boolean change,
        PreImage before,
        Ownership ownership,
        List<FieldEdit> edits) {

    @JsonCreator
    public RecordedObject {
        ownership = ownership == null ? Ownership.PLAIN : ownership;
        edits = edits == null ? null : List.copyOf(edits);
    }

    /** One that is applied as a whole, with the fields of other owners as the server deals with them. */
    public RecordedObject(KubeObject config, int wave, String inputDigest, boolean change, PreImage before) {
        this(config, wave, inputDigest, change, before, Ownership.PLAIN, null);
    }

    /** True for an object of which single fields are patched. */
    @JsonIgnore
    public boolean isPatched() {
        return edits != null;
    }
}
