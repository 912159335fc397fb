package io.jenkins.plugins.k8srelease.engine.capacity;

import java.util.Optional;

/**
 * The cluster's nodes beside a release.
 *
 * @param nodes how many there are, 0 when they may not be read
 * @param allocatable what they have in all
 * @param requested what pods that the release does not touch request there
 * @param answer whether the release's pods can be placed
 */
public record NodeSummary(int nodes, Resources allocatable, Resources requested, Answer answer) {

    public static final NodeSummary UNREADABLE = new NodeSummary(0, Resources.NONE, Resources.NONE, Answer.UNKNOWN);

    static NodeSummary of(Optional<NodePlacement> placement, Answer answer) {
        if (placement.isEmpty()) {
            return UNREADABLE;
        }
        NodeTable table = placement.get().table();
        Resources all = Resources.NONE;
        Resources taken = Resources.NONE;
        for (int i = 0; i < table.size(); i++) {
            all = all.plus(table.resources(table.allocatable(i)));
            taken = taken.plus(table.resources(placement.get().taken(i)));
        }
        return new NodeSummary(table.size(), all, taken, answer);
    }
}
