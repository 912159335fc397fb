package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the nodes say to a release: its pods are placed one by one, in many of the ways in which it may happen. */
final class NodeJudge {

    private final CapacityRequest request;
    private final CapacitySnapshot snapshot;
    private final ReleasePlan plan;

    NodeJudge(CapacityRequest request, CapacitySnapshot snapshot, ReleasePlan plan) {
        this.request = request;
        this.snapshot = snapshot;
        this.plan = plan;
    }

    Finding judge() {
        if (plan.rollouts().stream().noneMatch(RolloutPlan::createsPods)) {
            return Finding.of(Answer.FITS);
        }
        if (plan.nodes().isEmpty()) {
            return new Finding(
                    Answer.UNKNOWN,
                    List.of(),
                    List.of(new Unknown("the nodes", NodeReading.missing(snapshot))),
                    List.of());
        }
        List<Unknown> unknowns = onlyTheScheduler();
        Answer atBest = unknowns.isEmpty() ? Answer.FITS : Answer.UNKNOWN;
        QuotaLedger none = new QuotaLedger(0);
        List<Playthrough.Way> ways = Playthrough.Way.all(true);
        boolean waits = false;
        for (Playthrough.Way way : ways) {
            Playthrough.Outcome outcome = new Playthrough(way, true, false).run(plan, none, plan.nodes());
            if (outcome.everHomeless()) {
                waits = true;
                break;
            }
        }
        if (!waits) {
            return new Finding(atBest, List.of(), unknowns, List.of());
        }
        return patiently(ways, none, atBest, unknowns);
    }

    private Finding patiently(List<Playthrough.Way> ways, QuotaLedger none, Answer atBest, List<Unknown> unknowns) {
        int complete = 0;
        Optional<Playthrough.Stuck> stuck = Optional.empty();
        boolean mayPreempt = false;
        for (Playthrough.Way way : ways) {
            Playthrough.Outcome outcome = new Playthrough(way, false, false).run(plan, none, plan.nodes());
            complete += outcome.isComplete() ? 1 : 0;
            mayPreempt |= outcome.mayPreempt();
            stuck = stuck.or(outcome::stuck);
        }
        if (stuck.isEmpty()) {
            Shortage wait = new Shortage(
                    "nodes", "", Quantity.ZERO, "", "", "the nodes are so full that a pod waits for another to go");
            return new Finding(atBest.and(Answer.TIGHT), List.of(wait), unknowns, List.of());
        }
        List<Shortage> shortages = shortages(stuck.get());
        if (!request.nodesFixed()) {
            List<String> warnings = shortages.stream()
                    .map(s -> s.text() + "; the release waits for a node to be added")
                    .toList();
            return new Finding(atBest.and(Answer.TIGHT), List.of(), unknowns, warnings);
        }
        if (mayPreempt) {
            unknowns.add(
                    new Unknown("the nodes", "they are full, and the scheduler may evict pods of a lower priority"));
            return new Finding(Answer.UNKNOWN, shortages, unknowns, List.of());
        }
        if (complete == 0) {
            return new Finding(Answer.DOES_NOT_FIT, shortages, unknowns, List.of());
        }
        unknowns.add(new Unknown(
                "the nodes", "whether all pods find a place depends on where the scheduler puts the first ones"));
        return new Finding(Answer.UNKNOWN, shortages, unknowns, List.of());
    }

    private List<Unknown> onlyTheScheduler() {
        List<Unknown> unknowns = new ArrayList<>();
        for (RolloutPlan r : plan.rollouts()) {
            if (!r.createsPods()) {
                continue;
            }
            String name = r.workload().shortName();
            String reason = NodeReading.onlyTheScheduler(r.next().spec());
            if (!reason.isEmpty()) {
                unknowns.add(new Unknown(name, "only the scheduler can say what " + reason + " allows"));
            }
            NodeReading.keepsAway(snapshot, r.next())
                    .ifPresent(p -> unknowns.add(new Unknown(
                            name,
                            "only the scheduler can say where the anti-affinity of " + p.ref() + " lets it run")));
        }
        return unknowns;
    }

    private List<Shortage> shortages(Playthrough.Stuck stuck) {
        List<Shortage> result = new ArrayList<>();
        stuck.homeless().forEach((name, pod) -> {
            String moment =
                    stuck.wave() + ", " + name + " with " + stuck.progress().getOrDefault(name, "no more to do");
            result.add(shortage(name, pod, moment));
        });
        return result;
    }

    /** Why no node takes a pod, as far as it can be seen before the release: reasons with how many nodes they hold for. */
    private Shortage shortage(String name, PodShape pod, String moment) {
        NodePlacement placement = plan.nodes().orElseThrow();
        NodeTable table = placement.table();
        Map<String, Integer> reasons = new TreeMap<>();
        String lacking = "";
        long best = Long.MIN_VALUE;
        for (int i = 0; i < table.size(); i++) {
            String why = table.whyNot(i, pod, false);
            if (why.isEmpty()) {
                long[] demand = table.demand(pod);
                for (int r = 0; r < demand.length; r++) {
                    long left = placement.free(i)[r] - demand[r];
                    if (demand[r] > 0 && left < 0 && left > best) {
                        best = left;
                        lacking = table.resourceNames().get(r);
                    }
                }
                why = "has no room left";
            }
            reasons.merge(why, 1, Integer::sum);
        }
        List<String> texts = new ArrayList<>();
        reasons.forEach((why, count) -> texts.add(count + (count == 1 ? " node " : " nodes: each ") + why));
        Map<String, Quantity> asks = new LinkedHashMap<>();
        pod.requests().amounts().forEach((n, q) -> {
            if (!q.isZero()) {
                asks.put(n, q);
            }
        });
        List<String> wants = new ArrayList<>();
        asks.forEach((n, q) -> wants.add(q + " " + n));
        return new Shortage(
                "nodes",
                lacking,
                Quantity.ZERO,
                moment,
                name,
                "no node takes another pod of " + name + " ("
                        + (wants.isEmpty() ? "no requests" : String.join(", ", wants)) + "): "
                        + (texts.isEmpty() ? "there are no nodes" : String.join(", ", texts)) + ", in " + moment);
    }
}
