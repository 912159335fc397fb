package io.jenkins.plugins.k8srelease.engine.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the judges share: the snapshot and the tolerances. */
record Scene(ClusterView view, Tolerances tolerances) {

    Instant now() {
        return view.now();
    }

    List<KubeObject> podsOf(KubeObject owner) {
        return owner.uid().isEmpty() ? List.of() : view.ownedBy(owner.uid(), Kinds.POD);
    }

    List<KubeEvent> events(KubeObject object) {
        return object.uid().isEmpty() ? List.of() : KubeEvent.of(object, view);
    }

    /**
     * When somebody last changed the specification: the newest entry of {@code metadata.managedFields} that owns a part of
     * it, the creation when there is none. Empty when the object does not say, as in dumps that kubectl made without
     * managed fields, once the object has been changed.
     */
    static Optional<Instant> specChanged(KubeObject object) {
        Instant newest = null;
        for (JsonNode entry : object.at("metadata", "managedFields")) {
            Optional<Instant> time = KubeObject.parseTime(entry.path("time").asText(""));
            if (time.isPresent()
                    && entry.path("subresource").asText("").isEmpty()
                    && entry.path("fieldsV1").has("f:spec")
                    && (newest == null || time.get().isAfter(newest))) {
                newest = time.get();
            }
        }
        if (newest != null) {
            return Optional.of(newest);
        }
        return object.generation() <= 1 ? object.time("metadata", "creationTimestamp") : Optional.empty();
    }
}
