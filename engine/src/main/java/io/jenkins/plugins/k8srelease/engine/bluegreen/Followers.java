package io.jenkins.plugins.k8srelease.engine.bluegreen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What has to follow a colour: autoscalers and disruption budgets. While the other colour idles beside it, the active one's
 * autoscaler may not shrink it, since pods without requests would drag its average down; and its budget counts its own pods
 * only, since idle ones would be counted as spare ones.
 */
final class Followers {

    static final String SELECTOR = "/spec/selector";
    static final String TARGET = "/spec/scaleTargetRef";
    static final String LEAST = "/spec/minReplicas";
    static final String PAUSED = "/spec/paused";

    private final NamespaceLists lists;
    private final Active active;
    private final Dress green;
    private final boolean adopted;

    /**
     * @param adopted true when an earlier release of ours has paused the plain Deployment already
     */
    Followers(NamespaceLists lists, Active active, Dress green, boolean adopted) {
        this.lists = lists;
        this.active = active;
        this.green = green;
        this.adopted = adopted;
    }

    /**
     * A plain Deployment is told apart by its template's hash, which a change of the template would change: then the Service
     * would lose its pods one by one. So the Deployment is paused for as long as its hash is in the selector.
     */
    List<Steered> paused() {
        List<Steered> all = new ArrayList<>();
        for (KubeObject deployment : active.deployments()) {
            if (active.isPlain() && active.serves(deployment)) {
                JsonNode now = isOurs() ? NullNode.getInstance() : Fields.read(deployment.tree(), PAUSED);
                all.add(new Steered(
                        deployment.ref(),
                        deployment.uid(),
                        Map.of(PAUSED, now),
                        Map.of(PAUSED, BooleanNode.TRUE),
                        Map.of(PAUSED, BooleanNode.TRUE)));
            }
        }
        return all;
    }

    /** True when what tells the plain Deployment apart was set by an earlier release, and not by the user. */
    private boolean isOurs() {
        return adopted || active.isLeftNarrow();
    }

    List<Steered> autoscalers() {
        List<Steered> all = new ArrayList<>();
        for (KubeObject autoscaler : lists.all(Kinds.AUTOSCALER)) {
            for (KubeObject deployment : active.deployments()) {
                if (targets(autoscaler, deployment.name())) {
                    all.add(autoscaler(autoscaler, deployment));
                }
            }
        }
        return all;
    }

    private Steered autoscaler(KubeObject autoscaler, KubeObject deployment) {
        JsonNode target = Fields.read(autoscaler.tree(), TARGET);
        JsonNode least = Fields.read(autoscaler.tree(), LEAST);
        long now = deployment.number(1, "spec", "replicas");
        long held = Math.min(Math.max(least.asLong(1), now), autoscaler.number(now, "spec", "maxReplicas"));
        String other = green.names().get(ColourLabels.workload(deployment.tree()));
        boolean otherHasOne = lists.all(Kinds.AUTOSCALER).stream().anyMatch(a -> targets(a, other));
        return new Steered(
                autoscaler.ref(),
                autoscaler.uid(),
                Map.of(TARGET, target, LEAST, least),
                Map.of(TARGET, target, LEAST, IntNode.valueOf((int) held)),
                Map.of(TARGET, otherHasOne ? target : retargeted(target, other), LEAST, least));
    }

    static boolean targets(KubeObject autoscaler, String deployment) {
        return autoscaler.text("spec", "scaleTargetRef", "kind").equals("Deployment")
                && autoscaler.text("spec", "scaleTargetRef", "name").equals(deployment);
    }

    private static JsonNode retargeted(JsonNode target, String name) {
        ObjectNode changed = target.deepCopy();
        changed.put("name", name);
        return changed;
    }

    /** The budgets that count pods of the active colour, and would count those of the other. */
    List<KubeObject> budgets() {
        return lists.all(Kinds.DISRUPTION_BUDGET).stream()
                .filter(b -> !b.name().endsWith(STANDBY))
                .filter(b -> active.deployments().stream().anyMatch(d -> counts(b, d)))
                .toList();
    }

    static final String STANDBY = "-standby";

    private boolean counts(KubeObject budget, KubeObject deployment) {
        Map<String, String> labels = budget.strings("spec", "selector", "matchLabels");
        labels.remove(active.key());
        labels.remove(ColourLabels.HASH);
        return ColourLabels.selects(labels, deployment.strings("spec", "template", "metadata", "labels"));
    }

    List<Steered> steeredBudgets() {
        List<Steered> all = new ArrayList<>();
        for (KubeObject budget : budgets()) {
            JsonNode own = active.isPlain()
                    ? selector(budget, ColourLabels.HASH, active.hash())
                    : selector(budget, active.key(), active.colour());
            JsonNode others = selector(budget, green.key(), green.colour());
            JsonNode before = isOurs() ? selector(budget, "", "") : Fields.read(budget.tree(), SELECTOR);
            all.add(new Steered(
                    budget.ref(),
                    budget.uid(),
                    Map.of(SELECTOR, before),
                    Map.of(SELECTOR, own),
                    Map.of(SELECTOR, others)));
            all.add(new Steered(
                    standby(budget).ref(),
                    "",
                    Map.of(SELECTOR, others),
                    Map.of(SELECTOR, others),
                    Map.of(SELECTOR, own)));
        }
        return all;
    }

    /** A budget of the same size for the colour that does not serve. */
    KubeObject standby(KubeObject budget) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        copy.put("apiVersion", budget.apiVersion()).put("kind", budget.kind());
        copy.putObject("metadata").put("name", budget.name() + STANDBY).put("namespace", budget.namespace());
        copy.set("spec", budget.at("spec").deepCopy());
        Fields.write(copy, SELECTOR, selector(budget, green.key(), green.colour()));
        return new KubeObject(copy);
    }

    private JsonNode selector(KubeObject budget, String key, String value) {
        ObjectNode selector = budget.at("spec", "selector").deepCopy();
        ObjectNode labels = selector.withObject("/matchLabels");
        labels.remove(active.key());
        labels.remove(ColourLabels.HASH);
        if (!key.isEmpty()) {
            labels.put(key, value);
        }
        return selector;
    }
}
