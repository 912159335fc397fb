package io.jenkins.plugins.k8srelease.engine.apply;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.cluster.SendLimit;
import io.jenkins.plugins.k8srelease.engine.history.Claim;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.ownership.Adoption;
import io.jenkins.plugins.k8srelease.engine.ownership.Ownership;
import java.util.Collections;

/** Moves the fields of an object from one manager to another, for the holder of a claim. For threads that may block. */
final class Handover {

    private final Cluster cluster;
    private final Claim claim;
    private final String fieldManager;

    Handover(Cluster cluster, Claim claim, String fieldManager) {
        this.cluster = cluster;
        this.claim = claim;
        this.fieldManager = fieldManager;
    }

    /** Moves what another tool applied under our name; nothing to do when that is done already. */
    KubeObject adopt(ResourceType type, KubeObject live, Ownership ownership, SendLimit limit) {
        if (live == null || Collections.disjoint(Adoption.appliedBy(live, fieldManager), ownership.adopts())) {
            return live;
        }
        boolean replicas = ownership.replicas() != Ownership.Replicas.AUTOSCALED;
        return setManagers(type, live, Adoption.moved(live, ownership.adopts(), fieldManager, replicas), limit);
    }

    void giveBack(ResourceType type, KubeObject live, KubeObject before, Ownership ownership) {
        KubeObject now = live;
        long deadline = System.nanoTime() + cluster.options().patience().toNanos();
        for (int tries = 0; ; tries++) {
            SendLimit limit = claim.verify();
            try {
                setManagers(type, now, Adoption.givenBack(now, before, ownership.adopts(), fieldManager), limit);
                return;
            } catch (ApiException e) {
                if ((!e.isConflict() && !e.isTransient()) || System.nanoTime() > deadline) {
                    throw e;
                }
                Applier.pause(e, tries);
                if (e.isConflict()) {
                    claim.verifyNow();
                }
                now = Cluster.join(cluster.get(type, live.namespace(), live.name()))
                        .filter(o -> o.uid().equals(live.uid()))
                        .orElseThrow(() -> new ChangedMeanwhileException(
                                live.ref() + " was deleted by somebody else while its release was undone"));
            }
        }
    }

    /** As client-go's csaupgrade does it: the resourceVersion in the patch makes it fail when the object has changed. */
    private KubeObject setManagers(ResourceType type, KubeObject live, ArrayNode managers, SendLimit limit) {
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        JsonPatch.test(patch, "/metadata/uid", TextNode.valueOf(live.uid()));
        patch.addObject()
                .put("op", "replace")
                .put("path", "/metadata/managedFields")
                .set("value", managers);
        patch.addObject()
                .put("op", "replace")
                .put("path", "/metadata/resourceVersion")
                .put("value", live.resourceVersion());
        ApiRequest request = ApiRequest.patch(type.path(live.namespace(), live.name()), ApiRequest.JSON_PATCH, patch)
                .with("fieldManager", fieldManager);
        return Cluster.join(cluster.send(request.before(limit))).object();
    }
}
