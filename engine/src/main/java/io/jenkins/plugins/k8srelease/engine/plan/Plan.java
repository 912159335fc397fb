package io.jenkins.plugins.k8srelease.engine.plan;

import io.jenkins.plugins.k8srelease.engine.apply.PodTemplates;
import io.jenkins.plugins.k8srelease.engine.history.PruneTarget;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a release will do.
 *
 * @param objects in the order of the waves
 * @param problems everything that stands against it, all at once; nothing is applied when there is one
 * @param warnings what a person should know
 * @param pruned objects of earlier releases that are deleted at the end, or stay for the reason that each tells
 * @param autoscalers the namespace's, as they were read; empty when no workload could have one or they may not be read
 */
public record Plan(
        List<PlannedObject> objects,
        List<PlanProblem> problems,
        List<String> warnings,
        List<PruneTarget> pruned,
        Optional<List<KubeObject>> autoscalers) {

    public Plan {
        objects = List.copyOf(objects);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
        pruned = List.copyOf(pruned);
    }

    /** The same plan with more that a person should know. */
    public Plan withWarnings(List<String> more) {
        List<String> all = new ArrayList<>(more);
        all.addAll(warnings);
        return new Plan(objects, problems, all, pruned, autoscalers);
    }

    /** True when a release would leave everything as it is. */
    public boolean changesNothing() {
        return changes().isEmpty() && pruned.stream().allMatch(t -> t.kept() != null);
    }

    public List<PlannedObject> changes() {
        return objects.stream().filter(o -> o.action() != Action.UNCHANGED).toList();
    }

    /** Image of each container of all objects, by {@code Kind/name/container}. */
    public Map<String, String> images() {
        Map<String, String> images = new LinkedHashMap<>();
        objects.forEach(o -> images.putAll(PodTemplates.images(o.config())));
        return images;
    }
}
