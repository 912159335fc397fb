package io.jenkins.plugins.k8srelease.engine.history;

import java.time.Duration;

/**
 * How a claim is kept.
 *
 * @param leaseDuration how long a holder may go without a renewal before others take it for dead; it renews three times
 *     as often. Whole seconds, as the Lease has them
 */
public record ClaimOptions(Duration leaseDuration) {

    public static ClaimOptions standard() {
        return new ClaimOptions(Duration.ofSeconds(15));
    }

    /**
     * How long after the claim was verified a write may leave the process; whoever takes over waits at least that long,
     * whatever the two wait for an answer.
     */
    public Duration sendWithin() {
        return leaseDuration.dividedBy(3);
    }
}
