package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Works out the worst that every quota may see, from the states through which the workloads may go. */
final class PeakTable {

    private final ReleasePlan plan;
    private final QuotaLedger start;

    private PeakTable(ReleasePlan plan, QuotaLedger ledger) {
        this.plan = plan;
        this.start = ledger.copy();
    }

    /** Notes the pods that the release's workloads have now. */
    static void holdOwnPods(ReleasePlan plan, QuotaLedger ledger) {
        plan.rollouts().forEach(r -> r.before().entries().forEach(e -> {
            for (int i = 0; i < e.count(); i++) {
                ledger.hold(e.shape());
            }
        }));
    }

    /** The lines, each with how much of its peak is pods that are stopping. */
    static List<ResourceLine> of(ReleasePlan plan, QuotaLedger ledger) {
        List<ResourceLine> worst = new PeakTable(plan, ledger).rows();
        List<ResourceLine> prompt = new PeakTable(plan.withoutLingering(), ledger).rows();
        List<ResourceLine> result = new ArrayList<>();
        for (int i = 0; i < worst.size(); i++) {
            result.add(worst.get(i).comparedWith(prompt.get(i)));
        }
        return result;
    }

    private List<ResourceLine> rows() {
        QuotaLedger ledger = start.copy();
        Map<String, ResourceLine> rows = new LinkedHashMap<>();
        List<ObjectCharge> charged = new ArrayList<>();
        for (int w = 0; w < plan.waves().size(); w++) {
            WavePlan wave = plan.waves().get(w);
            wave.quotas().forEach(ledger::put);
            charged.addAll(wave.charges());
            wave.rollouts().forEach(r -> charged.addAll(r.creates()));
            for (QuotaLedger.Quota quota : ledger.quotas()) {
                for (String resource : quota.hard().keySet()) {
                    ResourceLine row = row(quota, resource, w, charged);
                    rows.merge(quota.name + "/" + resource, row, PeakTable::worse);
                }
            }
        }
        return List.copyOf(rows.values());
    }

    /** Keeps the worse of two waves, and what is left after the later one. */
    private static ResourceLine worse(ResourceLine before, ResourceLine later) {
        boolean laterIsWorse = later.over().compareTo(before.over()) > 0
                || (later.over().equals(before.over()) && later.peak().compareTo(before.peak()) > 0);
        ResourceLine kept = laterIsWorse ? later : before;
        return new ResourceLine(
                kept.quota(),
                kept.resource(),
                kept.hard(),
                before.now(),
                kept.peak(),
                kept.stopping(),
                later.after(),
                kept.wave(),
                kept.moments(),
                kept.over());
    }

    private ResourceLine row(QuotaLedger.Quota quota, String resource, int w, List<ObjectCharge> charged) {
        Quantity now = quota.used().getOrDefault(resource, Quantity.ZERO);
        Quantity fixed = now;
        for (ObjectCharge c : charged) {
            fixed = fixed.plus(quota.takes(c).get(resource));
        }
        Quantity peak = fixed;
        Quantity after = fixed;
        for (LivePod pod : plan.live().leaving()) {
            after = after.minus(quota.takes(pod.shape()).get(resource));
        }
        Map<String, String> moments = new LinkedHashMap<>();
        for (int i = 0; i < plan.waves().size(); i++) {
            for (RolloutPlan r : plan.waves().get(i).rollouts()) {
                Quantity before = r.before().takes(quota, resource);
                Quantity done = i <= w ? r.after().takes(quota, resource) : before;
                after = after.plus(done).minus(before);
                Quantity most = done;
                if (i == w) {
                    for (Footprint state : r.states()) {
                        Quantity takes = state.takes(quota, resource);
                        if (takes.compareTo(most) > 0
                                || (takes.equals(most) && !takes.isZero() && !moments.containsKey(name(r)))) {
                            most = takes;
                            moments.put(name(r), state.moment());
                        }
                    }
                }
                peak = peak.plus(most).minus(before);
            }
        }
        Quantity hard = quota.hard().get(resource);
        // A quota that is overdrawn already refuses only what adds to it; a pod that takes another's place does.
        Quantity over = adds(quota, resource, w) ? peak.minus(hard).max(Quantity.ZERO) : Quantity.ZERO;
        return new ResourceLine(
                quota.name,
                resource,
                hard,
                now,
                peak,
                Quantity.ZERO,
                after,
                plan.waves().get(w).name(),
                moments,
                over);
    }

    /** Whether anything that this wave creates is charged. */
    private boolean adds(QuotaLedger.Quota quota, String resource, int w) {
        WavePlan wave = plan.waves().get(w);
        return wave.charges().stream().anyMatch(c -> quota.takes(c).has(resource))
                || wave.rollouts().stream()
                        .anyMatch(r -> r.createsPods() && quota.takes(r.next()).has(resource)
                                || r.creates().stream()
                                        .anyMatch(c -> quota.takes(c).has(resource)));
    }

    private static String name(RolloutPlan r) {
        return r.workload().shortName();
    }
}
