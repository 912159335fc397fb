package io.jenkins.plugins.k8srelease.engine.bluegreen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Gives a plain Deployment, which serves and has no other colour beside it any more, back to ordinary releases: the Service
 * no longer names its template's hash, and it is not paused. For threads that may block.
 */
public final class Unadoption {

    private static final String LABELS = Followers.SELECTOR + "/matchLabels";

    private Unadoption() {}

    /** True when what serves is told apart by its template's hash. */
    public static boolean isAdopted(Colours colours) {
        return colours.active().selector().containsKey(ColourLabels.HASH);
    }

    /** What has to be moved to its position after, in this order. */
    public static List<Steered> steering(Cluster cluster, String namespace, Colours colours) {
        NamespaceLists lists = new NamespaceLists(cluster, namespace);
        List<Steered> all = new ArrayList<>();
        lists.find(Kinds.SERVICE, colours.service()).ifPresent(s -> all.add(widened(s, Followers.SELECTOR)));
        lists.all(Kinds.DISRUPTION_BUDGET).stream()
                .filter(b -> b.tree().at(LABELS).has(ColourLabels.HASH))
                .filter(b -> b.tree()
                        .at(LABELS)
                        .path(ColourLabels.HASH)
                        .asText()
                        .equals(colours.active().selector().get(ColourLabels.HASH)))
                .forEach(b -> all.add(budget(b)));
        for (Colours.Member member : colours.active().workloads()) {
            lists.find(Kinds.DEPLOYMENT, member.deployment())
                    .filter(d -> d.uid().equals(member.uid()))
                    .ifPresent(d -> all.add(steered(d, Followers.PAUSED, BooleanNode.TRUE, NullNode.getInstance())));
        }
        return all;
    }

    private static Steered widened(KubeObject object, String pointer) {
        JsonNode now = Fields.read(object.tree(), pointer);
        ObjectNode wide = now.deepCopy();
        wide.remove(ColourLabels.HASH);
        return steered(object, pointer, now, wide);
    }

    private static Steered budget(KubeObject budget) {
        JsonNode now = Fields.read(budget.tree(), Followers.SELECTOR);
        ObjectNode wide = now.deepCopy();
        wide.withObject("/matchLabels").remove(ColourLabels.HASH);
        return steered(budget, Followers.SELECTOR, now, wide);
    }

    private static Steered steered(KubeObject object, String pointer, JsonNode now, JsonNode after) {
        return new Steered(
                object.ref(), object.uid(), Map.of(pointer, now), Map.of(pointer, now), Map.of(pointer, after));
    }
}
