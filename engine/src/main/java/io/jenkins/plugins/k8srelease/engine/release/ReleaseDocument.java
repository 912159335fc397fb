package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.apply.Waves;
import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenPlan;
import io.jenkins.plugins.k8srelease.engine.history.AppliedState;
import io.jenkins.plugins.k8srelease.engine.history.ApplySetMembers;
import io.jenkins.plugins.k8srelease.engine.history.PruneTarget;
import io.jenkins.plugins.k8srelease.engine.history.RecordedObject;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything about a release that another process needs to finish or to undo it: written before the first change.
 *
 * @param settings how it is done
 * @param objects its objects with their pre-images, in the order of the waves
 * @param pruned objects of earlier releases that are deleted at the end, or stay and why; null for a release
 *     without a prune
 * @param blueGreen how it goes from one colour to the other, null for a release in place
 */
public record ReleaseDocument(
        ReleaseSettings settings, List<RecordedObject> objects, List<PruneTarget> pruned, BlueGreenPlan blueGreen) {

    /** The name of this document among a revision's parts. */
    public static final String CONTENT = "release";

    public ReleaseDocument {
        objects = List.copyOf(objects);
        pruned = pruned == null ? null : List.copyOf(pruned);
    }

    /** Where the objects are that it applies, besides the application's own namespace. */
    ApplySetMembers members(String own) {
        List<KubeObject> applied = objects.stream()
                .filter(o -> !o.isPatched())
                .map(RecordedObject::config)
                .toList();
        List<String> kinds = new ArrayList<>();
        applied.forEach(o -> kinds.add(o.groupKind().toString()));
        if (pruned != null) {
            pruned.stream()
                    .filter(t -> t.kept() != null)
                    .forEach(t -> kinds.add(t.object().groupKind().toString()));
        }
        List<String> namespaces = applied.stream()
                .map(KubeObject::namespace)
                .filter(n -> !n.isEmpty() && !n.equals(own))
                .toList();
        return new ApplySetMembers(kinds, namespaces);
    }

    int lastWave() {
        return objects.stream().mapToInt(RecordedObject::wave).max().orElse(-1);
    }

    /** The objects of a release that are there before its Service is switched. */
    List<KubeObject> early() {
        return objects.stream()
                .filter(o -> o.wave() <= Waves.LAST)
                .map(RecordedObject::config)
                .toList();
    }

    List<RecordedObject> wave(int wave) {
        return objects.stream().filter(o -> o.wave() == wave).toList();
    }

    /**
     * What the server made of a release's objects: written when it has succeeded.
     *
     * @param applied one for each object
     * @param images digest of the image that the pods ran, by {@code Kind/name/container}, as far as it is known; null in
     *     records of before it was written
     */
    public record Applied(List<AppliedState> applied, Map<String, String> images) {

        /** The name of this document among a revision's parts. */
        public static final String CONTENT = "result";

        public Applied {
            applied = List.copyOf(applied);
            images = images == null ? Map.of() : Map.copyOf(images);
        }
    }
}
