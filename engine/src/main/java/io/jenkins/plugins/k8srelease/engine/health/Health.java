package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Judges objects. Holds nothing but its tolerances; one instance serves any number of threads. */
public final class Health {

    private static final Map<GroupKind, Judge> JUDGES = Map.ofEntries(
            Map.entry(Kinds.DEPLOYMENT, new DeploymentJudge()),
            Map.entry(Kinds.REPLICA_SET, new ReplicaSetJudge()),
            Map.entry(Kinds.REPLICATION_CONTROLLER, new ReplicaSetJudge()),
            Map.entry(Kinds.STATEFUL_SET, new StatefulSetJudge()),
            Map.entry(Kinds.DAEMON_SET, new DaemonSetJudge()),
            Map.entry(Kinds.JOB, new JobJudge()),
            Map.entry(Kinds.CRON_JOB, ClusterJudges::cronJob),
            Map.entry(Kinds.POD, new PodJudge()),
            Map.entry(Kinds.CLAIM, new ClaimJudge()),
            Map.entry(Kinds.VOLUME, ClusterJudges::volume),
            Map.entry(Kinds.SERVICE, NetworkJudges::service),
            Map.entry(Kinds.INGRESS, NetworkJudges::ingress),
            Map.entry(Kinds.AUTOSCALER, new AutoscalerJudge()),
            Map.entry(Kinds.DISRUPTION_BUDGET, ClusterJudges::disruptionBudget),
            Map.entry(Kinds.RESOURCE_QUOTA, ClusterJudges::quota),
            Map.entry(Kinds.NAMESPACE, ClusterJudges::namespace),
            Map.entry(Kinds.NODE, ClusterJudges::node),
            Map.entry(Kinds.CUSTOM_RESOURCE_DEFINITION, ClusterJudges::definition),
            Map.entry(Kinds.API_SERVICE, ClusterJudges::apiService));

    private static final Judge BY_CONDITIONS = new ConditionsJudge();

    private static final Map<GroupKind, Set<GroupKind>> WATCHED = Map.of(
            Kinds.DEPLOYMENT, Set.of(Kinds.REPLICA_SET, Kinds.POD, Kinds.EVENT, Kinds.RESOURCE_QUOTA),
            Kinds.REPLICA_SET, Set.of(Kinds.POD, Kinds.EVENT, Kinds.RESOURCE_QUOTA),
            Kinds.REPLICATION_CONTROLLER, Set.of(Kinds.POD, Kinds.EVENT, Kinds.RESOURCE_QUOTA),
            Kinds.STATEFUL_SET, Set.of(Kinds.POD, Kinds.EVENT, Kinds.RESOURCE_QUOTA, Kinds.CLAIM),
            Kinds.DAEMON_SET, Set.of(Kinds.POD, Kinds.EVENT, Kinds.RESOURCE_QUOTA, Kinds.NODE),
            Kinds.JOB, Set.of(Kinds.POD, Kinds.EVENT, Kinds.RESOURCE_QUOTA),
            Kinds.POD, Set.of(Kinds.EVENT),
            Kinds.CLAIM, Set.of(Kinds.EVENT, Kinds.STORAGE_CLASS),
            Kinds.SERVICE, Set.of(Kinds.EVENT),
            Kinds.INGRESS, Set.of(Kinds.INGRESS_CLASS));

    private final Tolerances tolerances;

    public Health(Tolerances tolerances) {
        this.tolerances = Objects.requireNonNull(tolerances, "tolerances");
    }

    /**
     * The verdict on the current generation of an object, as the snapshot shows it.
     *
     * @param object as the snapshot has it; it need not be part of the view itself
     * @param view what surrounds it; what it does not hold is taken as unknown
     */
    public Verdict judge(KubeObject object, ClusterView view) {
        if (object.isBeingDeleted()) {
            return Verdict.progressing(
                    Reason.TERMINATING,
                    "is being deleted"
                            + (object.at("metadata", "finalizers").isEmpty()
                                    ? ""
                                    : " and waits for the finalizers "
                                            + object.at("metadata", "finalizers")
                                                    .toString()));
        }
        return JUDGES.getOrDefault(object.groupKind(), BY_CONDITIONS).judge(object, new Scene(view, tolerances));
    }

    /**
     * The kinds, beside its own, that a verdict on an object of this kind looks at in the first place. Without one of them
     * verdicts are later and less precise, but not wrong: who may not read Nodes, say, excuses none.
     */
    public static Set<GroupKind> watched(GroupKind root) {
        return WATCHED.getOrDefault(root, Set.of());
    }

    /**
     * What a verdict looks up by name if the view has it: it tells what is missing from what has appeared in the meantime.
     * Not worth a watch of its own.
     */
    public static Set<GroupKind> consulted(GroupKind root) {
        return WATCHED.getOrDefault(root, Set.of()).contains(Kinds.POD)
                ? Set.of(
                        Kinds.NODE,
                        Kinds.CLAIM,
                        Kinds.VOLUME,
                        Kinds.STORAGE_CLASS,
                        Kinds.CONFIG_MAP,
                        Kinds.SECRET,
                        Kinds.SERVICE_ACCOUNT)
                : Set.of();
    }
}
