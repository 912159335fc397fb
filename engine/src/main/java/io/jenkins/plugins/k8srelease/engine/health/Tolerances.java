package io.jenkins.plugins.k8srelease.engine.health;

import java.time.Duration;

/**
 * How long, or how often, what may heal by itself is waited for before a verdict fails. All durations count from the time
 * that the cluster gives for the beginning of the trouble.
 *
 * @param crashRestarts how often one container may be restarted under the current template: with 2, the third failed run is
 *     a crash loop. The kubelet's back-off makes that about 12 seconds
 * @param registryErrors errors of a registry other than "not found": unreachable, rate limit, TLS
 * @param imageAccess a registry that refuses access; short, since pull credentials that are renewed take effect soon
 * @param unschedulable no node fits: an autoscaler needs minutes to add one
 * @param volumes volumes that are provisioned, attached or mounted, and timeouts of the container runtime
 * @param containerErrors errors of the container runtime that are not known to pass and not known to stay
 * @param creation refusals to create pods that may pass: an admission webhook that is down, an error of the API server
 * @param quota the time that a controller gets to try again after a quota refused a pod, since quotas are freed with delay
 * @param configLag the time that the kubelet may need to see a ConfigMap or Secret that was just written
 * @param serviceAccountLag the time that a ServiceAccount may need to appear: "default" is made after its namespace
 * @param volumeLag the time that the volume controller may need to see a PersistentVolume that was just written
 * @param unknownBinding how long a claim is waited for whose storage class cannot be read and of which no trouble is known:
 *     it may be one that is bound only for its first pod, which must not hold up that very pod
 * @param blockedRollout the time that a broken pod of an old revision may block a StatefulSet: somebody may delete it
 * @param autoscaler how long an autoscaler is waited for that gets no metrics, or at which its controller has not looked yet
 *     though it can work. Not at all in a release, which does not depend on it: metrics of new pods come after a minute, and
 *     clusters without a metrics server are common
 * @param startSettles how long a container without a readiness probe must run before its pod counts as ready for good
 * @param restartSettles how long a container that was restarted must run before its pod counts as ready for good
 * @param ingressAddress true when an Ingress is ready only with an address; false when an address is awaited only if the
 *     cluster is known to have the IngressClass that would assign it, since many controllers are absent or assign none
 */
public record Tolerances(
        int crashRestarts,
        Duration registryErrors,
        Duration imageAccess,
        Duration unschedulable,
        Duration volumes,
        Duration containerErrors,
        Duration creation,
        Duration quota,
        Duration configLag,
        Duration serviceAccountLag,
        Duration volumeLag,
        Duration unknownBinding,
        Duration blockedRollout,
        Duration autoscaler,
        Duration startSettles,
        Duration restartSettles,
        boolean ingressAddress) {

    private static final Duration NEVER = Duration.ofDays(3650);

    private static final Tolerances STANDARD = new Tolerances(
            2,
            Duration.ofMinutes(10),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(10),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ZERO,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            false);

    /** What a release uses when nothing else is asked for. */
    public static Tolerances standard() {
        return STANDARD;
    }

    /**
     * For a dump that is judged once. The lags that only bridge a cache are not granted, as there is no second look. What may
     * heal by itself is granted an hour, as nothing waits for it and no release's time limit ends it. Addresses and metrics
     * are expected.
     */
    public static Tolerances forDump() {
        Duration patience = Duration.ofHours(1);
        return new Tolerances(
                STANDARD.crashRestarts,
                patience,
                patience,
                patience,
                patience,
                Duration.ZERO,
                patience,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                NEVER,
                Duration.ZERO,
                NEVER,
                Duration.ZERO,
                Duration.ZERO,
                true);
    }
}
