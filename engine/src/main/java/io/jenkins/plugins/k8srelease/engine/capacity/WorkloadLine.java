package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;

/**
 * One workload of a release.
 *
 * @param workload the workload
 * @param wave name of its wave
 * @param podsNow its pods before
 * @param podsPeak the most pods that it has at a time
 * @param podsAfter its pods afterwards
 * @param perPod requests of one new pod, with everything that the server fills in
 * @param perPodLimits limits of one new pod
 * @param peak the most that its pods take at a time, by the names that quotas use
 * @param autoscalerMaximum the most replicas that its autoscaler may ask for, 0 without one; not part of the peak
 */
public record WorkloadLine(
        ObjectRef workload,
        String wave,
        int podsNow,
        int podsPeak,
        int podsAfter,
        Resources perPod,
        Resources perPodLimits,
        Resources peak,
        int autoscalerMaximum) {

    /** What its pods would take at the autoscaler's maximum. */
    public Resources atMaximum() {
        return perPod.times(autoscalerMaximum);
    }
}
