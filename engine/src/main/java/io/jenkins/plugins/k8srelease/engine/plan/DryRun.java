package io.jenkins.plugins.k8srelease.engine.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiResponse;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.ownership.Adoption;
import io.jenkins.plugins.k8srelease.engine.ownership.FieldSet;
import io.jenkins.plugins.k8srelease.engine.ownership.ManagedFields;
import io.jenkins.plugins.k8srelease.engine.ownership.Ownership;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Asks the server what applying an object would make of it. Fields that the tool owns by which the object was applied
 * until now come along, and so does the number of replicas where it is ours to decide; every other conflict stands.
 */
final class DryRun {

    private static final int CONFLICTS = 5;

    /**
     * What the server says.
     *
     * @param after the object as it would be
     * @param created true when it does not exist yet
     * @param ownership how it is to be applied
     */
    record Outcome(KubeObject after, boolean created, Ownership ownership) {}

    private final Cluster cluster;
    private final PlanRequest request;
    private final List<String> warnings;
    private final String us;

    DryRun(Cluster cluster, PlanRequest request, List<String> warnings) {
        this.cluster = cluster;
        this.request = request;
        this.warnings = warnings;
        this.us = request.names().fieldManager();
    }

    /** Asks once, without waiting; {@link #judge} makes something of the answer. */
    CompletableFuture<ApiResponse> ask(Prepared p) {
        return cluster.read(request(p, request.forces(p.object().ref())));
    }

    private ApiRequest request(Prepared p, boolean force) {
        return ApiRequest.patch(p.type().path(p.namespace(), p.name()), ApiRequest.APPLY, p.config())
                .with("fieldManager", us)
                .with("fieldValidation", "Strict")
                .with("force", Boolean.toString(force))
                .with("dryRun", "All");
    }

    /**
     * What the answer to a first question means.
     *
     * @param live the object as it is, asked for only when that matters
     * @throws ApiException when the server refuses
     * @throws BelongsToHelmException when a Helm release has the object
     */
    Outcome judge(
            Prepared p, CompletableFuture<ApiResponse> asked, Supplier<KubeObject> live, Ownership.Replicas replicas) {
        ApiResponse answer;
        try {
            answer = Cluster.join(asked);
        } catch (ApiException e) {
            if (!e.isOwnershipConflict()) {
                throw e;
            }
            if (replicas == Ownership.Replicas.CONFIGURED) {
                replicas = Replicas.withoutAutoscaler(p, live.get());
            }
            answer = again(p, e, live.get(), replicas);
        }
        answer.warnings().forEach(w -> warnings.add(p.object() + ": " + Warnings.text(w)));
        Ownership ownership = Ownership.PLAIN.with(replicas);
        KubeObject now = answer.created() ? null : live.get();
        if (now == null) {
            return new Outcome(answer.object(), true, ownership);
        }
        List<String> tools = Adoption.appliedBy(now, us);
        return tools.isEmpty()
                ? new Outcome(answer.object(), false, ownership)
                : adopt(p, now, answer.object(), ownership.adopting(tools));
    }

    /** Asks again when nothing stands in the way but what may be taken. */
    private ApiResponse again(Prepared p, ApiException conflict, KubeObject live, Ownership.Replicas replicas) {
        if (live == null) {
            throw conflict;
        }
        Set<String> tools = new HashSet<>(Adoption.appliedBy(live, us));
        if (tools.contains(Adoption.HELM)) {
            refuseHelm(live);
        }
        boolean onlyOurs = conflict.causes().stream()
                .filter(c -> c.reason().equals("FieldManagerConflict"))
                .allMatch(c -> tools.contains(Refusals.owner(c.message()))
                        || (c.field().equals(".spec.replicas") && replicas != Ownership.Replicas.CONFIGURED));
        if (!onlyOurs) {
            throw conflict;
        }
        if (replicas == Ownership.Replicas.AUTOSCALED) {
            // Scaled since we looked, or kubectl's number, which an autoscaler goes on from.
            p.config().withObject("/spec").remove("replicas");
        }
        return Cluster.join(cluster.read(request(p, true)));
    }

    private void refuseHelm(KubeObject live) {
        if (!request.forceConflicts()) {
            throw new BelongsToHelmException(live, Adoption.helmRelease(live));
        }
    }

    private Outcome adopt(Prepared p, KubeObject live, KubeObject answer, Ownership ownership) {
        if (ownership.adopts().contains(Adoption.HELM)) {
            refuseHelm(live);
            warnings.add(
                    p.object() + " belongs to the Helm release " + Adoption.helmRelease(live)
                            + ", which goes on believing so: 'helm upgrade' and 'helm uninstall' of it will change or delete it");
        }
        FieldSet gone = Adoption.fieldsOf(live, ownership.adopts())
                .minus(ManagedFields.appliedBy(answer, us).orElse(FieldSet.empty()));
        for (ManagedFields.Entry entry : ManagedFields.of(live)) {
            if (!ownership.adopts().contains(entry.manager())) {
                gone = gone.minus(entry.fields());
            }
        }
        if (ownership.replicas() == Ownership.Replicas.AUTOSCALED) {
            gone = gone.without("spec", "replicas");
        }
        return new Outcome(gone.isEmpty() ? answer : without(gone, p, answer), false, ownership);
    }

    /** The object without what the other tool had applied and we do not; the server fills its defaults in again. */
    private KubeObject without(FieldSet gone, Prepared p, KubeObject answer) {
        ObjectNode tree = answer.copy();
        gone.removeFrom(tree);
        try {
            return replace(p, tree, CONFLICTS);
        } catch (ApiException e) {
            if (e.isTransient()) {
                throw e;
            }
            warnings.add(p.object() + ": what its former tool had applied and the manifests do not have goes away; what"
                    + " that leads to could not be found out: " + e.getMessage());
            return answer;
        }
    }

    /** Controllers write a status at any moment, which does not bear on the question: it is asked again. */
    private KubeObject replace(Prepared p, ObjectNode tree, int conflicts) {
        String path = p.type().path(p.namespace(), p.name());
        try {
            return Cluster.join(cluster.read(
                            ApiRequest.put(path, tree).with("fieldManager", us).with("dryRun", "All")))
                    .object();
        } catch (ApiException e) {
            if (!e.isConflict() || conflicts == 0) {
                throw e;
            }
            KubeObject now =
                    Cluster.join(cluster.get(p.type(), p.namespace(), p.name())).orElseThrow(() -> e);
            tree.withObject("/metadata").put("resourceVersion", now.resourceVersion());
        }
        return replace(p, tree, conflicts - 1);
    }
}
