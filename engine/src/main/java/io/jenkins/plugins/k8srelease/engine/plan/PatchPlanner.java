package io.jenkins.plugins.k8srelease.engine.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.apply.JsonPatch;
import io.jenkins.plugins.k8srelease.engine.apply.Waves;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiResponse;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.object.Digests;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.ownership.Adoption;
import io.jenkins.plugins.k8srelease.engine.ownership.Ownership;
import java.util.List;

/** Asks the server what patches of single fields would make of their objects. */
final class PatchPlanner {

    private final Cluster cluster;
    private final PlanRequest request;

    PatchPlanner(Cluster cluster, PlanRequest request) {
        this.cluster = cluster;
        this.request = request;
    }

    /** Adds what would happen, or what stands against it. */
    void plan(List<PlannedObject> planned, List<PlanProblem> problems, List<String> warnings) {
        for (LivePatch patch : request.patches()) {
            KubeObject live = patch.live();
            ResourceType type = cluster.discovery().find(live.ref()).orElseThrow();
            ApiRequest dryRun = ApiRequest.patch(
                            type.path(live.namespace(), live.name()),
                            ApiRequest.JSON_PATCH,
                            JsonPatch.of(live.uid(), patch.edits()))
                    .with("fieldManager", Adoption.patcher(request.names().fieldManager()))
                    .with("fieldValidation", "Strict")
                    .with("dryRun", "All");
            try {
                ApiResponse answer = Cluster.join(cluster.read(dryRun));
                answer.warnings().forEach(w -> warnings.add(live + ": " + Warnings.text(w)));
                planned.add(planned(patch, answer.object()));
            } catch (ApiException e) {
                boolean badInput = e.isBadInput();
                problems.add(new PlanProblem(badInput, live + ": " + Refusals.explain(e)));
            }
        }
    }

    private static PlannedObject planned(LivePatch patch, KubeObject after) {
        ObjectNode config = after.copy();
        config.remove("status");
        config.withObject("/metadata").remove("managedFields");
        return new PlannedObject(
                new KubeObject(config),
                "the cluster",
                Waves.of(patch.live()),
                Action.UPDATE,
                patch.live(),
                Differ.diff(patch.live(), after),
                Digests.sha256(config),
                true,
                Ownership.PLAIN,
                patch.edits());
    }
}
