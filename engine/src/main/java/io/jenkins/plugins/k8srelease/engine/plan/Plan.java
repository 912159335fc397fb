package io.jenkins.plugins.k8srelease.engine.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * What a release will do.
 *
 * @param objects in the order of the waves
 * @param problems everything that stands against it, all at once; nothing is applied when there is one
 * @param warnings what a person should know
 */
public record Plan(List<PlannedObject> objects, List<PlanProblem> problems, List<String> warnings) {

    public Plan {
        objects = List.copyOf(objects);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** The same plan with more that a person should know. */
    public Plan withWarnings(List<String> more) {
        List<String> all = new ArrayList<>(more);
        all.addAll(warnings);
        return new Plan(objects, problems, all);
    }

    public List<PlannedObject> changes() {
        return objects.stream().filter(o -> o.action() != Action.UNCHANGED).toList();
    }
}
