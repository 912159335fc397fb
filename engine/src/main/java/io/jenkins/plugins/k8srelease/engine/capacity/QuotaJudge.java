package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What quotas and limit ranges say to a release. */
final class QuotaJudge {

    private final CapacityRequest request;
    private final CapacitySnapshot snapshot;
    private final ReleasePlan plan;
    private final QuotaLedger ledger;
    private final List<ResourceLine> rows;

    QuotaJudge(CapacityRequest request, CapacitySnapshot snapshot, ReleasePlan plan) {
        this.request = request;
        this.snapshot = snapshot;
        this.plan = plan;
        this.ledger = plan.ledger(request, snapshot);
        this.rows = PeakTable.of(plan, ledger);
    }

    List<ResourceLine> rows() {
        return rows;
    }

    QuotaLedger ledger() {
        return ledger;
    }

    Finding judge() {
        List<Shortage> refusals = refusals();
        List<Unknown> unknowns = unknowns();
        List<String> warnings = new ArrayList<>();
        if (!refusals.isEmpty()) {
            return new Finding(Answer.DOES_NOT_FIT, refusals, unknowns, warnings);
        }
        Answer answer = unknowns.isEmpty() ? Answer.FITS : Answer.UNKNOWN;
        if (rows.stream().noneMatch(ResourceLine::isOver)) {
            return new Finding(answer, List.of(), unknowns, warnings);
        }
        int complete = 0;
        int stuck = 0;
        for (Playthrough.Way way : Playthrough.Way.all(false)) {
            if (new Playthrough(way, false, false)
                    .run(plan, ledger, Optional.empty())
                    .isComplete()) {
                complete++;
            } else {
                stuck++;
            }
        }
        if (stuck == 0) {
            return new Finding(answer.and(Answer.TIGHT), waits(), unknowns, warnings);
        }
        if (complete == 0) {
            return new Finding(Answer.DOES_NOT_FIT, shortages(), unknowns, warnings);
        }
        unknowns.add(new Unknown(
                "the order of the workloads",
                "some orders in which the controllers may act complete"
                        + " and others stop for lack of room, so the outcome depends on which pod comes first"));
        return new Finding(Answer.UNKNOWN, waits(), unknowns, warnings);
    }

    /** What the server refuses whatever room there is. */
    private List<Shortage> refusals() {
        List<Shortage> result = new ArrayList<>();
        plan.refusals()
                .forEach((ref, reasons) -> reasons.forEach(reason -> result.add(new Shortage(
                        "limit range",
                        "",
                        Quantity.ZERO,
                        "when it is applied",
                        ref.shortName(),
                        ref.shortName() + ": " + reason))));
        QuotaLedger inForce = ledger.copy();
        for (WavePlan wave : plan.waves()) {
            wave.quotas().forEach(inForce::put);
            for (RolloutPlan r : wave.rollouts()) {
                if (!r.createsPods()) {
                    continue;
                }
                String name = r.workload().shortName();
                for (String reason : r.next().refusals()) {
                    result.add(new Shortage(
                            "limit range",
                            "",
                            Quantity.ZERO,
                            wave.name(),
                            name,
                            "a pod of " + name + " is refused: " + reason));
                }
                for (QuotaLedger.Refusal refusal : inForce.refusals(r.next())) {
                    if (refusal.permanent()) {
                        result.add(new Shortage(
                                "quota " + refusal.quota(),
                                refusal.resource(),
                                Quantity.ZERO,
                                wave.name(),
                                name,
                                "a pod of " + name + " is refused: " + refusal.text()));
                    }
                }
            }
        }
        return result;
    }

    /** What is waited for, from the peaks. */
    private List<Shortage> waits() {
        List<Shortage> result = new ArrayList<>();
        for (ResourceLine row : rows) {
            if (row.isOver()) {
                String workload = String.join(", ", row.moments().keySet());
                result.add(new Shortage(
                        "quota " + row.quota(),
                        row.resource(),
                        row.over(),
                        row.wave() + moments(row.moments()),
                        workload,
                        "with everything at its peak quota " + row.quota() + " lacks " + row.over() + " "
                                + row.resource() + " (" + row.peak() + " of " + row.hard() + ") in " + row.wave()
                                + ", so pods wait for others to go"));
            }
        }
        return result;
    }

    private static String moments(Map<String, String> moments) {
        List<String> parts = new ArrayList<>();
        moments.forEach((name, moment) -> parts.add(name + " with " + moment));
        return parts.isEmpty() ? "" : ": " + String.join(", ", parts);
    }

    /** What is lacking: each obstacle on the likeliest way is taken away by exactly what it lacks, and that is added up. */
    private List<Shortage> shortages() {
        Playthrough.Way likeliest = Playthrough.Way.all(false).get(0);
        Playthrough.Outcome outcome = new Playthrough(likeliest, false, true).run(plan, ledger, Optional.empty());
        Map<String, Shortage> result = new LinkedHashMap<>();
        for (Playthrough.Stuck stuck : outcome.grants()) {
            stuck.refused().forEach((name, refusals) -> {
                for (QuotaLedger.Refusal r : refusals) {
                    String progress = stuck.progress().getOrDefault(name, "");
                    result.merge(
                            r.quota() + "/" + r.resource(),
                            shortage(r, r.shortBy(), stuck.wave(), name, progress, r.hard()),
                            (first, more) -> {
                                Quantity all = first.shortBy().plus(more.shortBy());
                                return new Shortage(
                                        first.where(),
                                        first.resource(),
                                        all,
                                        first.moment(),
                                        first.workload(),
                                        first.text()
                                                .replace("is " + first.shortBy() + " short", "is " + all + " short"));
                            });
                }
            });
        }
        return List.copyOf(result.values());
    }

    private Shortage shortage(
            QuotaLedger.Refusal r, Quantity shortBy, String wave, String name, String progress, Quantity hard) {
        String moment = wave + (progress.isEmpty() ? "" : ", " + name + " with " + progress);
        String kept = request.headroom() == 0 ? "" : " (with " + Math.round(request.headroom() * 100) + " % kept free)";
        return new Shortage(
                "quota " + r.quota(),
                r.resource(),
                shortBy,
                moment,
                name,
                "quota " + r.quota() + " is " + shortBy + " short of " + r.resource() + ": " + name + " needs "
                        + r.requested() + " more while " + r.used() + " of " + hard + kept + " is used, in " + moment);
    }

    private List<Unknown> unknowns() {
        List<Unknown> result = new ArrayList<>();
        require(result, ResourceKind.QUOTAS, "the quotas");
        require(result, ResourceKind.LIMIT_RANGES, "the limit ranges");
        if (!rows.isEmpty()) {
            require(result, ResourceKind.PODS, "the pods that run already");
        }
        for (ResourceLine row : rows) {
            unknownCount(row, result);
        }
        return result;
    }

    private void require(List<Unknown> result, ResourceKind kind, String about) {
        if (!snapshot.part(kind).isKnown()) {
            result.add(new Unknown(about, snapshot.part(kind).missing()));
        }
    }

    /** A count is uncertain when it is over, or new, and it is not known which objects there are. */
    private void unknownCount(ResourceLine row, List<Unknown> result) {
        boolean isNew = plan.waves().stream()
                .flatMap(w -> w.quotas().stream())
                .filter(q -> q.name().equals(row.quota()))
                .anyMatch(q -> !tracked(row));
        if (row.resource().contains(ResourceNames.BY_CLASS) && leavesClassOut()) {
            require(result, ResourceKind.STORAGE_CLASSES, "the default storage class");
        }
        if (!isNew && !row.isOver()) {
            return;
        }
        for (List<KubeObject> wave : request.waves()) {
            for (KubeObject o : wave) {
                Resources usage = ReleasePlan.usage(o, snapshot, request.kinds());
                if (usage.has(row.resource()) && !snapshot.knows(o.ref())) {
                    Unknown unknown = new Unknown(
                            "quota " + row.quota(),
                            "it counts " + row.resource() + ", and which there are is not known");
                    if (!result.contains(unknown)) {
                        result.add(unknown);
                    }
                }
            }
        }
    }

    /** Whether a claim of the release gets whatever class is the default. */
    private boolean leavesClassOut() {
        return request.waves().stream()
                .flatMap(List::stream)
                .anyMatch(o -> o.kind().equals("PersistentVolumeClaim")
                                && !o.at("spec").has("storageClassName")
                        || o.at("spec", "volumeClaimTemplates").findParents("resources").stream()
                                .anyMatch(claim -> !claim.has("storageClassName")));
    }

    private boolean tracked(ResourceLine row) {
        return snapshot.part(ResourceKind.QUOTAS).items().stream()
                .anyMatch(q ->
                        q.name().equals(row.quota()) && q.at("status", "used").has(row.resource()));
    }
}
