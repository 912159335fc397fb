package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A release as quotas and nodes will meet it, wave by wave.
 *
 * @param waves what happens in which order
 * @param live what runs now
 * @param nodes the nodes with what other pods take, when they are known
 * @param refusals objects other than pods that the server will refuse whatever room there is, by object
 * @param unknowns what could not be found out
 */
record ReleasePlan(
        List<WavePlan> waves,
        LiveState live,
        Optional<NodePlacement> nodes,
        Map<ObjectRef, List<String>> refusals,
        List<Unknown> unknowns) {

    List<RolloutPlan> rollouts() {
        return waves.stream().flatMap(w -> w.rollouts().stream()).toList();
    }

    /** The namespace's quotas as they are now, knowing everything that is charged. */
    QuotaLedger ledger(CapacityRequest request, CapacitySnapshot snapshot) {
        QuotaLedger ledger = new QuotaLedger(request.headroom());
        live.others(rollouts()).forEach(p -> ledger.hold(p.shape()));
        PeakTable.holdOwnPods(this, ledger);
        live.leaving().forEach(p -> ledger.hold(p.shape()));
        for (Map.Entry<ResourceKind, Part> e : snapshot.parts().entrySet()) {
            if (!e.getKey().namespaced() || e.getKey().equals(ResourceKind.PODS)) {
                continue;
            }
            for (KubeObject o : e.getValue().items()) {
                if (snapshot.isHere(o)) {
                    ledger.hold(new ObjectCharge(o.ref().shortName(), usage(o, snapshot, request.kinds())));
                }
            }
        }
        snapshot.part(ResourceKind.QUOTAS).items().stream()
                .filter(snapshot::isHere)
                .forEach(ledger::put);
        return ledger;
    }

    /** The same with pods that are gone as soon as they go. */
    ReleasePlan withoutLingering() {
        return new ReleasePlan(
                waves.stream()
                        .map(w -> new WavePlan(
                                w.name(),
                                w.quotas(),
                                w.charges(),
                                w.rollouts().stream()
                                        .map(RolloutPlan::withoutLingering)
                                        .toList()))
                        .toList(),
                live,
                nodes,
                refusals,
                unknowns);
    }

    /** What an object itself is charged by quotas. */
    static Resources usage(KubeObject o, CapacitySnapshot snapshot, KindNames kinds) {
        return switch (o.groupKind().toString()) {
            case "Service" -> ObjectCharge.service(o.at("spec"));
            case "PersistentVolumeClaim" -> ObjectCharge.claim(o, StorageDefaults.defaultClass(snapshot));
            default -> ObjectCharge.count(o.ref(), kinds, 1);
        };
    }

    static ReleasePlan of(CapacityRequest request, CapacitySnapshot snapshot) {
        return new Builder(request, snapshot).build();
    }

    /** Goes through the waves; what an earlier one changes, such as a LimitRange, is in force in the next. */
    private static final class Builder {
        private final CapacityRequest request;
        private final CapacitySnapshot snapshot;
        private final Map<ObjectRef, List<String>> refusals = new LinkedHashMap<>();
        private final List<Unknown> unknowns = new ArrayList<>();
        private final Map<String, KubeObject> limitRanges = new TreeMap<>();
        private Admission admission;

        Builder(CapacityRequest request, CapacitySnapshot snapshot) {
            this.request = request;
            this.snapshot = snapshot;
            snapshot.part(ResourceKind.LIMIT_RANGES).items().stream()
                    .filter(snapshot::isHere)
                    .forEach(r -> limitRanges.put(r.name(), r));
            this.admission = new Admission(
                    new LimitRanges(List.copyOf(limitRanges.values())),
                    snapshot.part(ResourceKind.RUNTIME_CLASSES),
                    snapshot.part(ResourceKind.PRIORITY_CLASSES),
                    snapshot.knowsPodLevelResources());
        }

        ReleasePlan build() {
            LiveState live = new LiveState(snapshot, admission);
            live.retire(request.retiredFirst());
            Optional<NodeTable> table = NodeReading.table(request, snapshot);
            WorkloadPlans workloads = new WorkloadPlans(
                    request,
                    snapshot,
                    live,
                    new Autoscalers(request, snapshot),
                    new Daemons(request, snapshot, live, table));
            List<WavePlan> waves = new ArrayList<>();
            waves.add(records());
            for (int i = 0; i < request.waves().size(); i++) {
                waves.add(wave(
                        "wave " + (i + 1) + " of " + request.waves().size(),
                        request.waves().get(i),
                        workloads));
            }
            for (KubeObject pod : request.smokePods()) {
                waves.add(new WavePlan("smoke tests", List.of(), List.of(), List.of(workloads.smoke(pod, admission))));
            }
            List<RolloutPlan> plans =
                    waves.stream().flatMap(w -> w.rollouts().stream()).toList();
            Optional<NodePlacement> placement =
                    table.map(t -> NodeReading.placement(t, live, live.others(plans), request));
            return new ReleasePlan(waves, live, placement, refusals, unknowns);
        }

        private WavePlan records() {
            List<ObjectCharge> charges = new ArrayList<>();
            for (int i = 0; i < request.records().secrets(); i++) {
                charges.add(new ObjectCharge(
                        "the release's own record (Secret " + (i + 1) + ")",
                        ObjectCharge.count(new ObjectRef("v1", "Secret", "", ""), KindNames.REGULAR, 1)));
            }
            for (int i = 0; i < request.records().leases(); i++) {
                charges.add(new ObjectCharge(
                        "the release's own Lease",
                        ObjectCharge.count(
                                new ObjectRef("coordination.k8s.io/v1", "Lease", "", ""), KindNames.REGULAR, 1)));
            }
            return new WavePlan("the release's own records", List.of(), charges, List.of());
        }

        private WavePlan wave(String name, List<KubeObject> objects, WorkloadPlans workloads) {
            List<KubeObject> quotas = new ArrayList<>();
            List<ObjectCharge> charges = new ArrayList<>();
            List<RolloutPlan> rollouts = new ArrayList<>();
            for (KubeObject o : objects) {
                if (o.kind().equals("LimitRange") && request.isHere(o)) {
                    limitRanges.put(o.name(), o);
                }
            }
            admission = admission.with(new LimitRanges(List.copyOf(limitRanges.values())));
            for (KubeObject o : objects) {
                if (!request.isHere(o)) {
                    unknowns.add(new Unknown(
                            o.ref().toString(), "it is in another namespace, which has to be checked by itself"));
                    continue;
                }
                if (o.groupKind().toString().equals("ResourceQuota")) {
                    quotas.add(o);
                }
                charge(o).ifPresent(charges::add);
                workloads.plan(o, admission).ifPresent(plan -> {
                    rollouts.add(plan);
                    plan.next()
                            .unknowns()
                            .forEach(u -> unknowns.add(new Unknown(o.ref().shortName(), u)));
                });
            }
            return new WavePlan(name, quotas, charges, rollouts);
        }

        /** What applying an object itself is charged: the whole of a new one, and what an old one grows by. */
        private Optional<ObjectCharge> charge(KubeObject o) {
            if (o.groupKind().toString().equals("Pod")) {
                // The pod's own plan is charged.
                return Optional.empty();
            }
            boolean green = request.strategy() == Strategy.BLUE_GREEN
                    && o.groupKind().toString().equals("Deployment.apps")
                    && !CapacityRequest.contains(request.unchanged(), o);
            Resources usage = usage(o, snapshot, request.kinds());
            Optional<KubeObject> running = green ? Optional.empty() : snapshot.find(o.ref());
            if (o.kind().equals("PersistentVolumeClaim") && running.isEmpty()) {
                List<String> refused = admission.limits().claimRefusals(o.at("spec"));
                if (!refused.isEmpty()) {
                    refusals.put(o.ref(), refused);
                }
            }
            if (running.isPresent()) {
                Resources before = usage(running.get(), snapshot, request.kinds());
                TreeMap<String, Quantity> growth = new TreeMap<>();
                usage.minus(before).amounts().forEach((name, amount) -> {
                    if (amount.signum() > 0) {
                        growth.put(name, amount);
                    }
                });
                usage = new Resources(growth);
            }
            return usage.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ObjectCharge(o.ref().shortName(), usage));
        }
    }
}
