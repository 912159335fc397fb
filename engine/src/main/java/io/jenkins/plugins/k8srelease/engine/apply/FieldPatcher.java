package io.jenkins.plugins.k8srelease.engine.apply;

import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.cluster.SendLimit;
import io.jenkins.plugins.k8srelease.engine.history.Claim;
import io.jenkins.plugins.k8srelease.engine.history.FieldEdit;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;
import java.util.Optional;

/** Patches single fields for the holder of a claim. For threads that may block. */
final class FieldPatcher {

    private final Cluster cluster;
    private final Claim claim;
    private final String fieldManager;

    FieldPatcher(Cluster cluster, Claim claim, String fieldManager) {
        this.cluster = cluster;
        this.claim = claim;
        this.fieldManager = fieldManager;
    }

    KubeObject patch(ResourceType type, KubeObject expected, List<FieldEdit> edits) {
        long deadline = System.nanoTime() + cluster.options().patience().toNanos();
        for (int tries = 0; ; tries++) {
            KubeObject now = current(type, expected);
            if (JsonPatch.isDone(now, edits)) {
                // Done already: by an earlier process, or by a request whose answer was lost.
                return now;
            }
            Optional<String> changed = JsonPatch.firstChanged(now, edits);
            if (changed.isPresent()) {
                throw new ChangedMeanwhileException(expected.ref() + " was changed by somebody else at " + changed.get()
                        + " while the release ran; it was left as it is");
            }
            SendLimit limit = claim.verify();
            try {
                ApiRequest request = ApiRequest.patch(
                                type.path(expected.namespace(), expected.name()),
                                ApiRequest.JSON_PATCH,
                                JsonPatch.of(expected.uid(), edits))
                        .with("fieldManager", fieldManager)
                        .with("fieldValidation", "Strict");
                return Cluster.join(cluster.send(request.before(limit))).object();
            } catch (ApiException e) {
                // A test that failed: the next look tells whether by our own lost write or by somebody else's.
                boolean testFailed = e.code() == 422
                        && JsonPatch.firstChanged(current(type, expected), edits)
                                .isPresent();
                if ((!e.isConflict() && !e.isTransient() && !testFailed) || System.nanoTime() > deadline) {
                    throw e;
                }
                Applier.pause(e, tries);
                if (e.isConflict()) {
                    claim.verifyNow();
                }
            }
        }
    }

    private KubeObject current(ResourceType type, KubeObject expected) {
        return Cluster.join(cluster.get(type, expected.namespace(), expected.name()))
                .filter(now -> now.uid().equals(expected.uid()))
                .orElseThrow(() -> new ChangedMeanwhileException(
                        expected.ref() + " was deleted by somebody else while the release ran"));
    }
}
