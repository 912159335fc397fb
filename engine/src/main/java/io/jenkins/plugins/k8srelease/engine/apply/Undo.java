package io.jenkins.plugins.k8srelease.engine.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.FieldEdit;
import io.jenkins.plugins.k8srelease.engine.history.PreImage;
import io.jenkins.plugins.k8srelease.engine.history.RecordedObject;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.ownership.Adoption;
import io.jenkins.plugins.k8srelease.engine.ownership.FieldSet;
import io.jenkins.plugins.k8srelease.engine.ownership.ManagedFields;
import io.jenkins.plugins.k8srelease.engine.ownership.Ownership;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Restores the pre-image of one object. Only what the release changed goes back: fields that others own, and what they
 * made of them meanwhile, stay. For threads that may block.
 */
public final class Undo {

    /** Deleting one of these deletes data, or everything in it. */
    private static final Set<String> NEVER_DELETED =
            Set.of("Namespace", "PersistentVolumeClaim", "PersistentVolume", "CustomResourceDefinition");

    /** Whether deleting an object of a kind deletes data, or everything in it. */
    public static boolean keepsData(String kind) {
        return NEVER_DELETED.contains(kind);
    }

    /** Whether an undo deletes objects of a kind that a release made. */
    public static boolean deletes(String kind) {
        return !NEVER_DELETED.contains(kind) && !kind.equals("Job");
    }

    /** What became of an object. */
    public enum Result {
        /** It is as it was; nothing had to be done. */
        UNTOUCHED,
        /** Its fields were set back. */
        RESTORED,
        /** It was made by the release, and is deleted. */
        DELETED,
        /** It was made by the release, and stays, since deleting it would delete data. */
        KEPT
    }

    /**
     * What was done.
     *
     * @param written an object that stays as the server has it now, which is newer than what any watch has told so far
     */
    public record Done(Result result, Optional<KubeObject> written) {

        private static Done of(Result result) {
            return new Done(result, Optional.empty());
        }
    }

    private final Cluster cluster;
    private final Applier applier;
    private final String fieldManager;
    private final boolean again;

    /** @param again true when an earlier process may have restored part of it */
    public Undo(Cluster cluster, Applier applier, String fieldManager, boolean again) {
        this.cluster = cluster;
        this.applier = applier;
        this.fieldManager = fieldManager;
        this.again = again;
    }

    /** Restores one object; doing it twice is the same as doing it once. */
    public Done restore(RecordedObject recorded) {
        KubeObject config = recorded.config();
        PreImage before = recorded.before();
        if (config.kind().equals("Job")) {
            // A Job's work cannot be undone, and its record is what keeps it from being done twice.
            return Done.of(Result.KEPT);
        }
        Optional<KubeObject> live = Cluster.join(cluster.get(config.ref()));
        if (recorded.isPatched()) {
            return live.isEmpty() ? Done.of(Result.UNTOUCHED) : patchBack(live.get(), recorded);
        }
        if (before.wasAbsent()) {
            return Done.of(live.map(this::remove).orElse(Result.UNTOUCHED));
        }
        if (live.isEmpty() || !live.get().uid().equals(before.object().uid())) {
            throw new ChangedMeanwhileException(config.ref() + " was deleted by somebody else, and is not made again");
        }
        return restore(live.get(), before, recorded.ownership());
    }

    private Done patchBack(KubeObject live, RecordedObject recorded) {
        KubeObject was = recorded.before().object();
        List<FieldEdit> back =
                recorded.edits().stream().map(FieldEdit::reversed).collect(Collectors.toList());
        Collections.reverse(back);
        if (JsonPatch.isDone(live, back)) {
            return Done.of(Result.UNTOUCHED);
        }
        return new Done(Result.RESTORED, Optional.of(applier.patch(was, back)));
    }

    private Result remove(KubeObject live) {
        if (ManagedFields.appliedBy(live, fieldManager).isEmpty()) {
            return Result.UNTOUCHED;
        }
        if (NEVER_DELETED.contains(live.kind())) {
            return Result.KEPT;
        }
        if (live.isBeingDeleted()) {
            return Result.DELETED;
        }
        return applier.delete(live) ? Result.DELETED : Result.UNTOUCHED;
    }

    private Done restore(KubeObject live, PreImage before, Ownership ownership) {
        KubeObject was = before.object();
        if (ManagedFields.digest(live, fieldManager).equals(ManagedFields.digest(was, fieldManager))) {
            return new Done(Result.UNTOUCHED, Optional.of(live));
        }
        KubeObject config = configuration(live, before, ownership);
        // Restored, we also own the keys of list entries that were the server's defaults, such as a port's protocol.
        Optional<KubeObject> earlier =
                again ? new AppliedAlready(cluster, fieldManager).find(config, live) : Optional.empty();
        if (earlier.isPresent() && ownership.adopts().isEmpty()) {
            return new Done(Result.UNTOUCHED, earlier);
        }
        KubeObject restored = applier.apply(config, live, true, false);
        if (!ownership.adopts().isEmpty()) {
            applier.giveBack(restored, was, ownership);
        }
        return new Done(Result.RESTORED, Optional.of(restored));
    }

    /**
     * What we applied before the release, with the values of then. Where the release took fields from others, these
     * fields are set back to their values, too: giving them up would remove them, since nobody else owns them any more.
     */
    private KubeObject configuration(KubeObject live, PreImage before, Ownership ownership) {
        KubeObject was = before.object();
        Optional<FieldSet> ours = ManagedFields.appliedBy(was, fieldManager);
        FieldSet fields = ours.orElse(FieldSet.empty());
        FieldSet now = ManagedFields.appliedBy(live, fieldManager).orElse(FieldSet.empty());
        if (before.forced() || ours.isEmpty()) {
            fields = fields.union(now).union(Adoption.fieldsOf(was, ownership.adopts()));
        }
        if (ownership.replicas() == Ownership.Replicas.TAKEN_OVER && now.contains("spec", "replicas")) {
            fields = fields.union(FieldSet.of("spec", "replicas"));
        }
        if (ManagedFields.isScaled(live)) {
            // An autoscaler's number is its own: neither the release nor its undo has set it.
            fields = fields.without("spec", "replicas");
        }
        ObjectNode config = fields.extract(was.tree());
        config.put("apiVersion", was.apiVersion()).put("kind", was.kind());
        ObjectNode metadata = config.withObject("/metadata");
        metadata.put("name", was.name());
        if (!was.namespace().isEmpty()) {
            metadata.put("namespace", was.namespace());
        }
        return new KubeObject(config);
    }
}
