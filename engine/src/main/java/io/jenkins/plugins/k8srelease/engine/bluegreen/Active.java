package io.jenkins.plugins.k8srelease.engine.bluegreen;

import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What serves now.
 *
 * @param service the active Service, empty when it does not exist yet
 * @param deployments the Deployments of the active colour, one for each workload; empty when nothing runs yet
 * @param key the label that holds the colour
 * @param colour {@code blue} or {@code green}; a plain Deployment that is adopted counts as blue
 * @param hash the pod-template-hash of what serves, for a plain Deployment behind the Service; empty otherwise
 */
record Active(Optional<KubeObject> service, List<KubeObject> deployments, String key, String colour, String hash) {

    boolean isNothing() {
        return deployments.isEmpty();
    }

    /** True when what serves has no colour of its own and is told apart by its template's hash. */
    boolean isPlain() {
        return !hash.isEmpty();
    }

    String otherColour() {
        return isNothing() ? Colours.BLUE : Colours.other(colour);
    }

    /** The Service's selector without what tells colours apart. */
    Map<String, String> commonSelector() {
        Map<String, String> selector = new LinkedHashMap<>(
                service.map(s -> s.strings("spec", "selector")).orElse(Map.of()));
        selector.remove(key);
        selector.remove(ColourLabels.HASH);
        return selector;
    }

    /** The selector that finds what serves, and nothing of the other colour. */
    Map<String, String> heldSelector() {
        return isPlain() ? with(ColourLabels.HASH, hash) : with(key, colour);
    }

    /** True when an earlier release could not widen the selector again, nor let its Deployment go on. */
    boolean isLeftNarrow() {
        return service.map(s -> s.strings("spec", "selector").containsKey(ColourLabels.HASH))
                .orElse(false);
    }

    /** The selector before the release; a narrowing that an earlier release left counts as ours, not as the user's. */
    Map<String, String> selectorBefore() {
        Map<String, String> selector = new LinkedHashMap<>(
                service.map(s -> s.strings("spec", "selector")).orElse(Map.of()));
        selector.remove(ColourLabels.HASH);
        return selector;
    }

    Map<String, String> with(String label, String value) {
        Map<String, String> selector = commonSelector();
        selector.put(label, value);
        return selector;
    }

    Optional<KubeObject> deployment(String workload) {
        return deployments.stream()
                .filter(d -> ColourLabels.workload(d.tree()).equals(workload))
                .findFirst();
    }

    /** True when the Service sends requests to a Deployment's pods. */
    boolean serves(KubeObject deployment) {
        return ColourLabels.selects(commonSelector(), deployment.strings("spec", "template", "metadata", "labels"));
    }
}
