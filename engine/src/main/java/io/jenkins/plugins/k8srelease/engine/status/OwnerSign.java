package io.jenkins.plugins.k8srelease.engine.status;

import java.time.Duration;
import java.time.Instant;

/**
 * When the owner of a release under way was last heard of.
 *
 * @param renewedAt the Lease's last renewal, by the owner's clock
 * @param age how long ago that was, by the API server's clock
 * @param duration after how long without a renewal others may take it for dead
 * @param knownDead true when this machine can tell that its process is gone
 */
public record OwnerSign(Instant renewedAt, Duration age, Duration duration, boolean knownDead) {

    /** True when nothing speaks against the owner being at work: a person should not take the application from it. */
    public boolean seemsAlive() {
        return !knownDead && age.compareTo(duration) < 0;
    }
}
