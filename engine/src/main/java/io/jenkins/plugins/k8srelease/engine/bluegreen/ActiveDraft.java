package io.jenkins.plugins.k8srelease.engine.bluegreen;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The release into the colour that serves, in place. */
final class ActiveDraft {

    private final Scene scene;

    ActiveDraft(Scene scene) {
        this.scene = scene;
    }

    /** See {@link Drafter#ontoActive}. */
    Draft draft(boolean comparing) {
        Map<String, String> names = new LinkedHashMap<>();
        scene.active().deployments().forEach(d -> names.put(ColourLabels.workload(d.tree()), d.name()));
        Dress dress = new Dress(
                scene.active().isPlain() ? "" : scene.active().key(),
                scene.active().colour(),
                names);
        Wardrobe wardrobe = new Wardrobe(scene.active(), dress, scene.inputs());
        ConfigCopies copies = scene.copies();
        List<LoadedObject> all = new ArrayList<>();
        for (LoadedObject other : wardrobe.others(copies)) {
            all.add(new LoadedObject(new KubeObject(followingActive(other.object(), dress)), other.origin()));
        }
        List<LoadedObject> deployments = wardrobe.deployments(copies, comparing);
        deployments.forEach(d -> all.add(scene.isAdopted() ? paused(d) : d));
        return new Draft(
                all,
                Set.of(),
                scene.taken(all, List.of()),
                null,
                List.of(),
                scene.active().deployments());
    }

    /** An adopted Deployment whose hash is in the selector stays paused whatever is applied. */
    private static LoadedObject paused(LoadedObject deployment) {
        ObjectNode config = deployment.object().copy();
        config.withObject("/spec").put("paused", true);
        return new LoadedObject(new KubeObject(config), deployment.origin());
    }

    /** The fields that a switch steers are sent as they are. */
    private ObjectNode followingActive(KubeObject object, Dress dress) {
        ObjectNode config = object.copy();
        Optional<KubeObject> live = scene.lists().find(object.groupKind(), object.name());
        if (Scene.isService(object, scene.options().service())) {
            Fields.write(
                    config,
                    Followers.SELECTOR,
                    Scene.selector(
                            scene.active().isPlain() && scene.known() == null
                                    ? scene.active().selectorBefore()
                                    : scene.active().heldSelector()));
        } else if (object.groupKind().equals(Kinds.AUTOSCALER)) {
            String target = scene.workloadOf(object.text("spec", "scaleTargetRef", "name"));
            if (dress.names().containsKey(target)
                    && object.text("spec", "scaleTargetRef", "kind").equals("Deployment")) {
                config.withObject(Followers.TARGET).put("name", dress.names().get(target));
            }
        } else if (scene.known() != null && live.isPresent() && isSteeredKind(object)) {
            Fields.write(config, Followers.SELECTOR, Fields.read(live.get().tree(), Followers.SELECTOR));
        }
        return config;
    }

    private boolean isSteeredKind(KubeObject object) {
        return object.groupKind().equals(Kinds.DISRUPTION_BUDGET)
                || (scene.known() != null
                        && Scene.isService(object, scene.known().preview()));
    }
}
