package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The demand of a release's own pods and claims: what a quota would count that limits nothing. */
final class Demand {

    private static final String STORAGE = "requests.storage";

    private Demand() {}

    static List<ResourceLine> of(ReleasePlan plan) {
        ReleasePlan own = new ReleasePlan(
                plan.waves().stream()
                        .map(w -> new WavePlan(w.name(), List.of(), w.charges(), w.rollouts()))
                        .toList(),
                plan.live().withoutLeaving(),
                Optional.empty(),
                plan.refusals(),
                List.of());
        QuotaLedger ledger = new QuotaLedger(0);
        PeakTable.holdOwnPods(own, ledger);
        ledger.put(unlimited(names(plan)));
        return PeakTable.of(own, ledger);
    }

    private static Set<String> names(ReleasePlan plan) {
        Set<String> names = new TreeSet<>();
        for (WavePlan wave : plan.waves()) {
            for (RolloutPlan r : wave.rollouts()) {
                r.states().forEach(f -> f.entries().forEach(e -> e.shape().usage().amounts().keySet().stream()
                        .filter(n -> n.equals(ResourceNames.PODS) || n.contains("."))
                        .forEach(names::add)));
                r.creates().forEach(c -> addStorage(c, names));
            }
            wave.charges().forEach(c -> addStorage(c, names));
        }
        return names;
    }

    private static void addStorage(ObjectCharge charge, Set<String> names) {
        if (charge.usage().has(STORAGE)) {
            names.add(STORAGE);
        }
    }

    private static KubeObject unlimited(Set<String> names) {
        ObjectNode quota = JsonNodeFactory.instance.objectNode();
        quota.putObject("metadata").put("name", "");
        ObjectNode hard = quota.putObject("spec").putObject("hard");
        names.forEach(name -> hard.put(name, "8E"));
        return new KubeObject(quota);
    }
}
