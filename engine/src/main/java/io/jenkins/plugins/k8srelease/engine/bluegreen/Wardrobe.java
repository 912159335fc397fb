package io.jenkins.plugins.k8srelease.engine.bluegreen;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.apply.PodTemplates;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.manifest.Origin;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Dresses the objects of a release for one colour: its Deployments, and its own copies of configuration. */
final class Wardrobe {

    private static final Origin LIVE = Origin.of("the cluster");

    private final Active active;
    private final Dress dress;
    private final Map<String, LoadedObject> sources = new LinkedHashMap<>();
    private final List<LoadedObject> others = new ArrayList<>();

    Wardrobe(Active active, Dress dress, List<LoadedObject> inputs) {
        this.active = active;
        this.dress = dress;
        for (LoadedObject input : inputs) {
            Optional<String> workload = workload(input.object());
            if (workload.isEmpty()) {
                others.add(input);
            } else if (sources.putIfAbsent(workload.get(), input) != null) {
                throw RefusedException.badInput("the manifests have two Deployments for the workload " + workload.get()
                        + " (" + sources.get(workload.get()).origin() + " and " + input.origin()
                        + "); leave one of them out: the other colour is made from it");
            }
        }
        for (String workload : dress.names().keySet()) {
            sources.computeIfAbsent(workload, w -> active.deployment(w)
                    .map(d -> new LoadedObject(new KubeObject(Templates.configuration(d)), LIVE))
                    .orElseThrow(() -> RefusedException.badInput(
                            "there is no Deployment " + w + ", neither in the manifests nor in the cluster")));
        }
    }

    private Optional<String> workload(KubeObject object) {
        if (!object.groupKind().equals(Kinds.DEPLOYMENT)) {
            return Optional.empty();
        }
        String workload = ColourLabels.workload(object.tree());
        return Optional.of(workload).filter(dress.names()::containsKey);
    }

    /**
     * The workloads' Deployments in this colour.
     *
     * @param takesOver true for at least as many pods as the active colour has now, whatever the manifests say
     */
    List<LoadedObject> deployments(ConfigCopies copies, boolean takesOver) {
        List<LoadedObject> all = new ArrayList<>();
        sources.forEach((workload, source) -> {
            ObjectNode config = source.object().copy();
            dress.dress(config, workload);
            copies.leadTo(config);
            if (takesOver) {
                active.deployment(workload).ifPresent(now -> scale(config, now));
            }
            all.add(new LoadedObject(new KubeObject(config), source.origin()));
        });
        return all;
    }

    /** A colour takes over the load as it is now, so it never starts smaller than the active one is. */
    private static void scale(ObjectNode config, KubeObject now) {
        long current = now.number(1, "spec", "replicas");
        long wanted = config.path("spec").path("replicas").asLong(current);
        config.withObject("/spec").put("replicas", Math.max(current, wanted));
    }

    /** Everything else, with a colour's own copies in place of the originals that only it would read. */
    List<LoadedObject> others(ConfigCopies copies) {
        List<LoadedObject> all = new ArrayList<>();
        for (LoadedObject other : others) {
            String id = other.object().kind() + "/" + other.object().name();
            boolean shared = others.stream().anyMatch(o -> PodTemplates.configuration(
                            PodTemplates.of(o.object().tree()))
                    .contains(id));
            copies.replacing(other.object(), shared)
                    .forEach(o -> all.add(new LoadedObject(new KubeObject(o), other.origin())));
        }
        return all;
    }
}
