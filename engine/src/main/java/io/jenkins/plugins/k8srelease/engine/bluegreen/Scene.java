package io.jenkins.plugins.k8srelease.engine.bluegreen;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that a draft is made from.
 *
 * @param known what the record says of colours, null before the first blue-green release
 * @param live the live release, 0 for none
 * @param configKey key of the digests of configuration
 * @param inputs what is to be released, in whatever colour
 */
record Scene(
        String namespace,
        BlueGreenOptions options,
        Colours known,
        int live,
        byte[] configKey,
        List<LoadedObject> inputs,
        NamespaceLists lists,
        Active active) {

    /** True when an earlier release of ours has narrowed and paused a plain Deployment already. */
    boolean isAdopted() {
        return active.isPlain() && known != null;
    }

    ConfigCopies copies() {
        return new ConfigCopies(
                configKey, lists, inputs.stream().map(LoadedObject::object).toList(), active.deployments());
    }

    Optional<KubeObject> inputService() {
        return inputs.stream()
                .map(LoadedObject::object)
                .filter(o -> isService(o, options.service()))
                .findFirst();
    }

    static boolean isService(KubeObject object, String name) {
        return object.groupKind().equals(Kinds.SERVICE) && object.name().equals(name);
    }

    static ObjectNode selector(Map<String, String> labels) {
        ObjectNode selector = JsonNodeFactory.instance.objectNode();
        labels.forEach(selector::put);
        return selector;
    }

    /** The workload that a Deployment's name in a manifest means, whatever its colour. */
    String workloadOf(String deployment) {
        if (active.deployment(deployment).isPresent()) {
            return deployment;
        }
        for (String suffix : List.of("-" + Colours.BLUE, "-" + Colours.GREEN)) {
            if (deployment.endsWith(suffix)) {
                return deployment.substring(0, deployment.length() - suffix.length());
            }
        }
        return deployment;
    }

    /** The objects whose fields are ours to decide: the Service, and whatever is steered. */
    Set<ObjectRef> taken(List<LoadedObject> all, List<Steered> steering) {
        Set<ObjectRef> taken = new HashSet<>();
        for (LoadedObject input : all) {
            ObjectRef ref = inNamespace(input.object().ref());
            if (isService(input.object(), options.service())
                    || steering.stream().anyMatch(s -> s.ref().sameObject(ref))) {
                taken.add(ref);
            }
        }
        return taken;
    }

    ObjectRef inNamespace(ObjectRef ref) {
        return ref.namespace().isEmpty() ? new ObjectRef(ref.apiVersion(), ref.kind(), namespace, ref.name()) : ref;
    }

    Colours.Side from() {
        if (active.isNothing()) {
            return null;
        }
        List<Colours.Member> members = active.deployments().stream()
                .map(d -> new Colours.Member(ColourLabels.workload(d.tree()), d.name(), d.uid()))
                .toList();
        return new Colours.Side(
                active.colour(),
                known == null ? live : known.active().revision(),
                active.heldSelector(),
                members,
                known == null ? Set.of() : known.active().copies(),
                null,
                false);
    }
}
