package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.history.AppliedState;
import io.jenkins.plugins.k8srelease.engine.history.RecordedObject;
import java.util.List;
import java.util.Map;

/**
 * Everything about a release that another process needs to finish or to undo it: written before the first change.
 *
 * @param settings how it is done
 * @param objects its objects with their pre-images, in the order of the waves
 */
public record ReleaseDocument(ReleaseSettings settings, List<RecordedObject> objects) {

    /** The name of this document among a revision's parts. */
    public static final String CONTENT = "release";

    public ReleaseDocument {
        objects = List.copyOf(objects);
    }

    int lastWave() {
        return objects.stream().mapToInt(RecordedObject::wave).max().orElse(-1);
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
