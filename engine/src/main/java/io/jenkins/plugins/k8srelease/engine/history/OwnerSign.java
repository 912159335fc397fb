package io.jenkins.plugins.k8srelease.engine.history;

import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When the owner of a release under way was last heard of.
 *
 * @param renewedAt the Lease's last renewal, by the owner's clock
 * @param age how long ago that was, by the API server's clock
 * @param duration after how long without a renewal others may take it for dead
 * @param knownDead true when this machine can tell that its process is gone
 */
public record OwnerSign(Instant renewedAt, Duration age, Duration duration, boolean knownDead) {

    /**
     * Reads it; empty when no release is under way, nobody owns it, or its owner has not written the Lease. For threads
     * that may block.
     */
    public static Optional<OwnerSign> read(Cluster cluster, RecordNames names, Head head) {
        if (head.current() == null || head.current().holder() == null) {
            return Optional.empty();
        }
        Holder owner = head.current().holder();
        return Cluster.join(cluster.get(LeaseStore.LEASES, names.namespace(), names.lease()))
                .filter(lease -> lease.text("spec", "holderIdentity").equals(owner.id()))
                .flatMap(lease -> lease.time("spec", "renewTime")
                        .map(at -> new OwnerSign(
                                at,
                                Duration.between(at, cluster.now()),
                                Duration.ofSeconds(lease.number(15, "spec", "leaseDurationSeconds")),
                                owner.isKnownDead())));
    }

    /** True when nothing speaks against the owner being at work: a person should not take the application from it. */
    public boolean seemsAlive() {
        return !knownDead && age.compareTo(duration) < 0;
    }
}
