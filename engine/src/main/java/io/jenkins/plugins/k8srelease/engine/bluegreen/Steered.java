package io.jenkins.plugins.k8srelease.engine.bluegreen;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A live object of which a switch changes a few fields and nothing else: the Service's selector, an autoscaler's target.
 * All values are decided and recorded before the first of them is written, so that any process can go either way.
 *
 * @param ref which object
 * @param uid empty for one that the release itself makes
 * @param before values by JSON pointer, null for an absent field
 * @param held the same fields while both colours run
 * @param after the same fields when the other colour serves
 */
public record Steered(
        ObjectRef ref,
        String uid,
        Map<String, JsonNode> before,
        Map<String, JsonNode> held,
        Map<String, JsonNode> after) {

    public Steered {
        before = Map.copyOf(before);
        held = Map.copyOf(held);
        after = Map.copyOf(after);
    }

    public Map<String, JsonNode> at(Position position) {
        return switch (position) {
            case BEFORE -> before;
            case HELD -> held;
            case AFTER -> after;
        };
    }

    /** True when all fields of a live object have the values of a position. */
    public boolean isAt(KubeObject live, Position position) {
        return at(position).entrySet().stream()
                .allMatch(e -> Fields.read(live.tree(), e.getKey()).equals(e.getValue()));
    }

    /** What a live object still has of this release: for people, one text for each field that is not as it was before. */
    public List<String> leftIn(KubeObject live) {
        return before.entrySet().stream()
                .filter(e -> !Fields.read(live.tree(), e.getKey()).equals(e.getValue()))
                .filter(e -> knows(live, e.getKey()))
                .map(e -> e.getKey().substring(1).replace('/', '.') + " of " + live.ref() + " is still "
                        + Fields.read(live.tree(), e.getKey()) + ", as this release set it; before "
                        + (e.getValue().isNull() ? "it was not set" : "it was " + e.getValue()))
                .sorted()
                .toList();
    }

    /** True when a field has a value that this release knows; any other was set by somebody else. */
    boolean knows(KubeObject live, String pointer) {
        JsonNode value = Fields.read(live.tree(), pointer);
        return Stream.of(before, held, after).anyMatch(p -> value.equals(p.get(pointer)));
    }
}
