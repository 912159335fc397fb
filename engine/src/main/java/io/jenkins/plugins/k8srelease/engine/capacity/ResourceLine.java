package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.util.Map;

/**
 * One resource of one quota over a release, at its worst: every workload of a wave at its own peak at the same moment, and
 * every pod that goes still there for its grace period.
 *
 * @param quota name of the quota, empty for the demand of the release itself
 * @param resource name in the quota
 * @param hard the limit in force at the peak, without the headroom
 * @param now what is used now
 * @param peak the most that is used at any moment
 * @param stopping how much of the peak is pods that are stopping, should each take its whole grace period
 * @param after what is used once all is done
 * @param wave name of the wave of the peak
 * @param moments what each workload of that wave contributes, for a person
 * @param over by how much the peak exceeds the limit, zero when it does not
 */
public record ResourceLine(
        String quota,
        String resource,
        Quantity hard,
        Quantity now,
        Quantity peak,
        Quantity stopping,
        Quantity after,
        String wave,
        Map<String, String> moments,
        Quantity over) {

    public boolean isOver() {
        return over.signum() > 0;
    }

    /** This line, knowing the same line without pods that are stopping. */
    ResourceLine comparedWith(ResourceLine prompt) {
        return new ResourceLine(quota, resource, hard, now, peak, peak.minus(prompt.peak), after, wave, moments, over);
    }
}
