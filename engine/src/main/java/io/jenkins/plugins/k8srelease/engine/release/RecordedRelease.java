package io.jenkins.plugins.k8srelease.engine.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.apply.SecretData;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.RecordedObject;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.manifest.Origin;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A release on record, to be applied once more.
 *
 * @param revision its number
 * @param objects what it applied, complete
 * @param patched objects of which it patched single fields, with these
 * @param digests what its pods ran, by {@code Kind/name/container}; empty for what is not known
 */
record RecordedRelease(
        int revision, List<KubeObject> objects, List<RecordedObject> patched, Map<String, String> digests) {

    /** In place of a release that is not on record. */
    static RecordedRelease none() {
        return new RecordedRelease(0, List.of(), List.of(), Map.of());
    }

    /** Reads one; empty when its record is gone. For threads that may block. */
    static Optional<RecordedRelease> read(Session session, int revision) {
        return session.parts
                .read(revision, ReleaseDocument.CONTENT, ReleaseDocument.class)
                .map(document -> new RecordedRelease(
                        revision,
                        document.objects().stream()
                                .filter(o -> !o.isPatched())
                                .map(RecordedObject::config)
                                .toList(),
                        document.objects().stream()
                                .filter(RecordedObject::isPatched)
                                .toList(),
                        session.parts
                                .read(revision, ReleaseDocument.Applied.CONTENT, ReleaseDocument.Applied.class)
                                .map(ReleaseDocument.Applied::images)
                                .orElse(Map.of())));
    }

    LoadedObject loaded(KubeObject object) {
        return new LoadedObject(object, Origin.of("release " + revision));
    }

    /**
     * A Secret with the values that it has now: whoever rotates a password changes it in the cluster, and a recorded one
     * must not take its place. What is absent from the cluster comes from the record. For threads that may block.
     */
    static KubeObject withLiveValues(Session session, KubeObject secret) {
        Optional<KubeObject> live = Cluster.join(session.cluster.get(secret.ref()));
        if (live.isEmpty() || live.get().at("data").equals(SecretData.of(secret))) {
            return secret;
        }
        ObjectNode tree = secret.copy();
        tree.remove("stringData");
        JsonNode data = live.get().at("data");
        if (data.isObject()) {
            tree.set("data", data.deepCopy());
        } else {
            tree.remove("data");
        }
        return new KubeObject(tree);
    }
}
