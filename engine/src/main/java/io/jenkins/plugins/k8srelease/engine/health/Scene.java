package io.jenkins.plugins.k8srelease.engine.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the judges share: the snapshot and the tolerances. */
record Scene(ClusterView view, Tolerances tolerances) {

    /** Follows the numbers of a controller while the pods that it counts are not seen to be ready. */
    static final String UNSEEN = " by its controller's count, but not all are seen to be ready yet";

    Instant now() {
        return view.now();
    }

    List<KubeObject> podsOf(KubeObject owner) {
        return owner.uid().isEmpty() ? List.of() : view.ownedBy(owner.uid(), Kinds.POD);
    }

    /**
     * How many pods must be seen to be ready when a controller counts so many as ready. Its word can come before that of the
     * pods, which alone show what was restarted and what image runs; it is all there is when they are not watched.
     */
    long mustBeSeen(long counted, KubeObject workload) {
        boolean watched = view.watches(Kinds.POD, workload.namespace())
                && (!workload.groupKind().equals(Kinds.DEPLOYMENT)
                        || view.watches(Kinds.REPLICA_SET, workload.namespace()));
        return watched ? counted : 0;
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
