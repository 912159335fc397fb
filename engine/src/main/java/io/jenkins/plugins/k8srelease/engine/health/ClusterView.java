package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a verdict may look at: a snapshot, so that a verdict is a pure function. What is not watched, or may
 * not be read, is absent; a verdict then rests on what its own object says.
 */
public interface ClusterView {

    /** The API server's clock as far as it is known. */
    Instant now();

    /** One object; the namespace is empty for a cluster-scoped kind. */
    Optional<KubeObject> find(GroupKind kind, String namespace, String name);

    /** The objects of a kind whose controller owner reference has that UID. */
    List<KubeObject> ownedBy(String uid, GroupKind kind);

    /** All known objects of a kind in a namespace; of all namespaces when it is empty. */
    List<KubeObject> list(GroupKind kind, String namespace);

    /**
     * Whether the view is told of every object of a kind in a namespace, so that one which another object counts and which is
     * absent is still to come.
     */
    default boolean watches(GroupKind kind, String namespace) {
        return false;
    }

    /** The events whose {@code involvedObject} or {@code regarding} has that UID; may be empty when not watched. */
    List<KubeObject> eventsFor(String uid);
}
