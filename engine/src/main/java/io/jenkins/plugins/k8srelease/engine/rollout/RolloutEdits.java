package io.jenkins.plugins.k8srelease.engine.rollout;

import io.jenkins.plugins.k8srelease.engine.manifest.ImageOverride;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What a rolling update changes.
 *
 * @param workloads which workloads; empty for every recorded one that an edit concerns
 * @param images new images, by the name that is in use now; each must match something
 * @param env environment variables
 * @param restart true to replace all pods even if nothing else changes
 * @param maxSurge how many pods more than wanted may run, a number or a percentage; null to leave it
 * @param maxUnavailable how many pods fewer than wanted may be ready, a number or a percentage; null to leave it
 * @param minReadySeconds how long a pod must be ready before it counts; null to leave it
 */
public record RolloutEdits(
        List<WorkloadName> workloads,
        List<ImageOverride> images,
        List<EnvChange> env,
        boolean restart,
        String maxSurge,
        String maxUnavailable,
        Integer minReadySeconds) {

    private static final Pattern COUNT = Pattern.compile("\\d{1,9}%?");

    public RolloutEdits {
        workloads = List.copyOf(workloads);
        images = List.copyOf(images);
        env = List.copyOf(env);
        check("maxSurge", maxSurge);
        check("maxUnavailable", maxUnavailable);
        if (minReadySeconds != null && minReadySeconds < 0) {
            throw new IllegalArgumentException("minReadySeconds must not be negative");
        }
        if (isZero(maxSurge) && isZero(maxUnavailable)) {
            throw new IllegalArgumentException(
                    "with maxSurge and maxUnavailable both 0 no pod could ever be replaced; let one of them be 1");
        }
    }

    private static void check(String name, String value) {
        if (value != null && !COUNT.matcher(value).matches()) {
            throw new IllegalArgumentException(name + " must be a number of pods or a percentage, such as 1 or 25%");
        }
    }

    static boolean isZero(String count) {
        return count != null && count.matches("0+%?");
    }

    /** No edit yet. */
    public static RolloutEdits of(List<WorkloadName> workloads) {
        return new RolloutEdits(workloads, List.of(), List.of(), false, null, null, null);
    }

    public RolloutEdits withImages(List<ImageOverride> other) {
        return new RolloutEdits(workloads, other, env, restart, maxSurge, maxUnavailable, minReadySeconds);
    }

    public RolloutEdits withEnv(List<EnvChange> other) {
        return new RolloutEdits(workloads, images, other, restart, maxSurge, maxUnavailable, minReadySeconds);
    }

    public RolloutEdits withRestart(boolean other) {
        return new RolloutEdits(workloads, images, env, other, maxSurge, maxUnavailable, minReadySeconds);
    }

    public RolloutEdits withPace(String surge, String unavailable, Integer readySeconds) {
        return new RolloutEdits(workloads, images, env, restart, surge, unavailable, readySeconds);
    }

    /** The same edits of workloads that go by other names in the cluster. */
    public RolloutEdits renamed(UnaryOperator<WorkloadName> names) {
        return new RolloutEdits(
                workloads.stream().map(names).toList(),
                images,
                env.stream()
                        .map(e -> e.workload() == null
                                ? e
                                : new EnvChange(names.apply(e.workload()), e.container(), e.name(), e.value()))
                        .toList(),
                restart,
                maxSurge,
                maxUnavailable,
                minReadySeconds);
    }

    /** True when there is nothing to do. */
    public boolean isEmpty() {
        return images.isEmpty() && env.isEmpty() && !restart && !changesPace();
    }

    boolean changesPace() {
        return maxSurge != null || maxUnavailable != null || minReadySeconds != null;
    }

    /** Whether a workload is among those that were named; all are when none was. */
    public boolean names(WorkloadName workload) {
        return workloads.isEmpty() || workloads.contains(workload);
    }
}
