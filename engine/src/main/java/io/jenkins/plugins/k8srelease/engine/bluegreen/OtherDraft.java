package io.jenkins.plugins.k8srelease.engine.bluegreen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.manifest.Origin;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The release into the colour that does not serve. */
final class OtherDraft {

    private static final Origin OURS = Origin.of("blue-green");

    private final Scene scene;
    private final boolean gated;
    private final String key;
    private final Dress dress;
    private final List<LoadedObject> deployments;
    private final Wardrobe wardrobe;
    private final ConfigCopies copies;
    private final Active active;
    private final Map<String, String> common;
    private final Map<String, String> toSelector;

    OtherDraft(Scene scene, boolean gated) {
        this.scene = scene;
        this.gated = gated;
        this.active = scene.active();
        this.copies = scene.copies();
        List<KubeObject> templates = active.isNothing() ? firstDeployments() : active.deployments();
        this.key = active.isNothing()
                ? templates.stream()
                        .map(d -> ColourLabels.keyOf(d.tree()))
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElse(ColourLabels.COLOUR)
                : active.key();
        String colour = active.otherColour();
        Map<String, String> names = new LinkedHashMap<>();
        templates.forEach(d -> {
            String workload = ColourLabels.workload(d.tree());
            names.put(workload, workload + "-" + colour);
        });
        this.dress = new Dress(key, colour, names);
        this.wardrobe = new Wardrobe(active, dress, scene.inputs());
        this.deployments = wardrobe.deployments(copies, true);
        this.common = common();
        this.toSelector = new LinkedHashMap<>(common);
        toSelector.put(key, colour);
    }

    /** What the manifests bring when nothing runs yet. */
    private List<KubeObject> firstDeployments() {
        Map<String, String> selector = scene.inputService()
                .or(active::service)
                .map(s -> s.strings("spec", "selector"))
                .orElse(Map.of());
        List<KubeObject> found = scene.inputs().stream()
                .map(LoadedObject::object)
                .filter(o -> o.groupKind().equals(Kinds.DEPLOYMENT))
                .filter(o -> scene.options().workloads().isEmpty()
                        ? ColourLabels.selects(selector, o.strings("spec", "template", "metadata", "labels"))
                        : scene.options().workloads().contains(o.name())
                                || scene.options().workloads().contains(ColourLabels.workload(o.tree())))
                .toList();
        if (found.isEmpty()) {
            throw RefusedException.badInput(
                    "nothing runs behind Service " + scene.options().service()
                            + " yet, and the manifests have no Deployment for it: a first release needs one");
        }
        return found;
    }

    private Map<String, String> common() {
        Map<String, String> selector = new LinkedHashMap<>(
                scene.inputService().map(s -> s.strings("spec", "selector")).orElseGet(active::commonSelector));
        selector.remove(key);
        selector.remove(ColourLabels.HASH);
        return selector;
    }

    Draft draft() {
        KubeObject service = scene.inputService()
                .or(active::service)
                .orElseThrow(() -> RefusedException.badInput(
                        "Service " + scene.options().service() + " does not exist in namespace " + scene.namespace()
                                + ", and the manifests have none"));
        String preview = PreviewService.name(scene.options(), toSelector, scene.lists());
        check(preview);
        List<Steered> steering = steering();
        List<LoadedObject> all = new ArrayList<>();
        Set<ObjectRef> late = new HashSet<>();
        Followers followers = followers();
        List<KubeObject> ours = new ArrayList<>();
        ours.add(new KubeObject(PreviewService.make(preview, scene.namespace(), service, toSelector)));
        followers.budgets().forEach(b -> ours.add(followers.standby(b)));
        for (LoadedObject other : wardrobe.others(copies)) {
            ObjectRef ref = scene.inNamespace(other.object().ref());
            // A record of an earlier blue-green release has these of its own.
            if (ours.stream().noneMatch(o -> o.ref().sameObject(ref))) {
                all.add(held(other, steering, late));
            }
        }
        all.addAll(deployments);
        ours.forEach(o -> all.add(new LoadedObject(o, OURS)));
        Set<ObjectRef> taken = scene.taken(all, steering);
        deployments.forEach(d -> taken.add(scene.inNamespace(d.object().ref())));
        taken.add(new ObjectRef("v1", "Service", scene.namespace(), preview));
        return new Draft(all, late, taken, plan(preview, steering), warnings(), active.deployments());
    }

    private Followers followers() {
        return new Followers(scene.lists(), active, dress, scene.isAdopted());
    }

    private List<Steered> steering() {
        List<Steered> all = new ArrayList<>();
        if (active.isNothing() && active.service().isEmpty()) {
            return all;
        }
        Followers followers = followers();
        all.addAll(followers.paused());
        KubeObject service = active.service().orElseThrow();
        JsonNode before = active.isNothing()
                ? Fields.read(service.tree(), Followers.SELECTOR)
                : Scene.selector(active.selectorBefore());
        all.add(new Steered(
                service.ref(),
                service.uid(),
                Map.of(Followers.SELECTOR, before),
                Map.of(Followers.SELECTOR, active.isNothing() ? before : Scene.selector(active.heldSelector())),
                Map.of(Followers.SELECTOR, Scene.selector(toSelector))));
        all.addAll(followers.steeredBudgets());
        all.addAll(followers.autoscalers());
        return all;
    }

    /** An object of the set while both colours run: what is steered stays with the active one. */
    private LoadedObject held(LoadedObject input, List<Steered> steering, Set<ObjectRef> late) {
        ObjectNode config = input.object().copy();
        ObjectRef ref = scene.inNamespace(input.object().ref());
        Optional<Steered> steered =
                steering.stream().filter(s -> s.ref().sameObject(ref)).findFirst();
        if (steered.isPresent()) {
            steered.get().held().forEach((pointer, value) -> Fields.write(config, pointer, value));
        } else if (Scene.isService(input.object(), scene.options().service())) {
            Fields.write(config, Followers.SELECTOR, Scene.selector(toSelector));
            late.add(ref);
        } else if (input.object().groupKind().equals(Kinds.AUTOSCALER)) {
            String workload = scene.workloadOf(input.object().text("spec", "scaleTargetRef", "name"));
            if (dress.names().containsKey(workload)) {
                config.withObject(Followers.TARGET).put("name", dress.names().get(workload));
                late.add(ref);
            }
        }
        return new LoadedObject(new KubeObject(config), input.origin());
    }

    private void check(String preview) {
        List<Map<String, String>> labels = deployments.stream()
                .map(d -> d.object().strings("spec", "template", "metadata", "labels"))
                .toList();
        if (labels.stream().noneMatch(l -> ColourLabels.selects(toSelector, l))) {
            throw RefusedException.badInput("Service " + scene.options().service() + " would select no pod of "
                    + dress.names().values() + ": its selector would be " + toSelector
                    + ", and their labels are " + labels);
        }
        List<KubeObject> services = new ArrayList<>(scene.lists().all(Kinds.SERVICE));
        scene.inputs().forEach(i -> services.add(i.object()));
        for (Map<String, String> pod : labels) {
            List<String> strays = Advice.strayServices(services, scene.options().service(), preview, pod);
            if (!strays.isEmpty()) {
                throw RefusedException.now(String.join("\n", strays));
            }
        }
    }

    private List<String> warnings() {
        return deployments.stream()
                .flatMap(d -> Advice.warnings(d.object().tree()).stream())
                .toList();
    }

    private BlueGreenPlan plan(String preview, List<Steered> steering) {
        Map<String, String> templates = new LinkedHashMap<>();
        active.deployments().forEach(d -> templates.put(d.name(), Templates.digest(d)));
        List<Colours.Member> members = dress.names().entrySet().stream()
                .map(e -> new Colours.Member(e.getKey(), e.getValue(), ""))
                .toList();
        return new BlueGreenPlan(
                scene.options().service(),
                preview,
                scene.from(),
                new Colours.Side(dress.colour(), 0, toSelector, members, Set.of(), null, false),
                steering,
                templates,
                scene.options().drainMillis(),
                scene.options().keepMillis(),
                gated,
                BlueGreenPlan.Way.FORTH);
    }
}
