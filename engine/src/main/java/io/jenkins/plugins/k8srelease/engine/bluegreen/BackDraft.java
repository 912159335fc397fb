package io.jenkins.plugins.k8srelease.engine.bluegreen;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The way back to the colour that is kept: no object of it changes, what leads to it does. */
final class BackDraft {

    private final Scene scene;
    private final Active active;
    private final Colours.Side standby;

    BackDraft(Scene scene) {
        this.scene = scene;
        this.active = scene.active();
        this.standby = scene.known().standby();
    }

    Draft draft() {
        List<Steered> steering = new ArrayList<>();
        KubeObject service = active.service().orElseThrow();
        JsonNode now = Fields.read(service.tree(), Followers.SELECTOR);
        steering.add(steered(service, now));
        scene.lists()
                .find(Kinds.SERVICE, scene.known().preview())
                .ifPresent(preview -> steering.add(steered(preview, Fields.read(preview.tree(), Followers.SELECTOR))));
        Followers followers = new Followers(scene.lists(), active, dress(), false);
        steering.addAll(followers.steeredBudgets());
        steering.addAll(followers.autoscalers());
        return new Draft(List.of(), Set.of(), Set.of(), plan(steering), List.of(), active.deployments());
    }

    private Steered steered(KubeObject service, JsonNode now) {
        return new Steered(
                service.ref(),
                service.uid(),
                Map.of(Followers.SELECTOR, now),
                Map.of(Followers.SELECTOR, now),
                Map.of(Followers.SELECTOR, Scene.selector(standby.selector())));
    }

    /** What tells the kept colour apart: the label, or the hash of a plain Deployment that was adopted. */
    private Dress dress() {
        Map<String, String> common = active.commonSelector();
        Optional<Map.Entry<String, String>> own = standby.selector().entrySet().stream()
                .filter(e -> !e.getValue().equals(common.get(e.getKey())))
                .findFirst();
        Map<String, String> names = new LinkedHashMap<>();
        standby.workloads().forEach(m -> names.put(m.workload(), m.deployment()));
        return new Dress(
                own.map(Map.Entry::getKey).orElse(ColourLabels.COLOUR),
                own.map(Map.Entry::getValue).orElse(standby.colour()),
                names);
    }

    private BlueGreenPlan plan(List<Steered> steering) {
        Map<String, String> templates = new LinkedHashMap<>();
        active.deployments().forEach(d -> templates.put(d.name(), Templates.digest(d)));
        return new BlueGreenPlan(
                scene.known().service(),
                scene.known().preview(),
                scene.from(),
                standby.keptUntil(null),
                steering,
                templates,
                scene.options().drainMillis(),
                scene.options().keepMillis(),
                false,
                BlueGreenPlan.Way.BACK);
    }
}
