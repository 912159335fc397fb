package io.jenkins.plugins.k8srelease.engine.history;

import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Takes a release from an owner that a person knows to be gone. An owner that may live loses its Lease first: from then
 * on it can write nothing without looking at the head, at the latest when its last renewal has run out; only then the
 * head is given up. Killed half-way, this leaves the release to its owner or to whoever resumes it. For threads that may
 * block.
 */
public final class Unlocker {

    private final Cluster cluster;
    private final RecordNames names;
    private final ClaimOptions options;
    private final HeadStore heads;
    private final LeaseStore leases;

    public Unlocker(Cluster cluster, RecordNames names, ClaimOptions options) {
        this.cluster = cluster;
        this.names = names;
        this.options = options;
        this.heads = new HeadStore(cluster, names);
        this.leases = new LeaseStore(cluster, names, options);
    }

    /**
     * Unlocks.
     *
     * @param force even though the owner was heard of within its lease
     * @param agree asked with the release before anything is changed
     * @param tell hears why it takes long
     */
    public Unlocked unlock(boolean force, Predicate<Current> agree, Consumer<String> tell) {
        Optional<StoredHead> found = heads.read().filter(h -> h.head().current() != null);
        if (found.isEmpty()) {
            return new Unlocked.NothingUnderWay();
        }
        Head head = found.get().head();
        Current current = head.current();
        Optional<OwnerSign> owner = OwnerSign.read(cluster, names, head);
        if (!force && owner.isPresent() && owner.get().seemsAlive()) {
            return new Unlocked.OwnerAtWork(current, owner.get());
        }
        if (!agree.test(current)) {
            return new Unlocked.Declined(current);
        }
        if (mayBeAlive(current, OwnerSign.read(cluster, names, head))) {
            takeLease(head.epoch());
            tell.accept("waiting " + options.leaseDuration().toSeconds()
                    + " s, after which its owner can write nothing more without noticing");
            HeadStore.sleep(options.leaseDuration());
        }
        return give(head.epoch());
    }

    private static boolean mayBeAlive(Current current, Optional<OwnerSign> owner) {
        return current.holder() != null
                && !current.holder().isKnownDead()
                && owner.map(OwnerSign::seemsAlive).orElse(true);
    }

    private void takeLease(long epoch) {
        while (true) {
            try {
                Cluster.join(leases.write(Cluster.join(leases.read()).orElse(null), "", epoch));
                return;
            } catch (ApiException e) {
                if (!e.isConflict()) {
                    throw e;
                }
                // Its owner renewed it at this moment; the next renewal is seconds away.
            }
        }
    }

    private Unlocked give(long epoch) {
        while (true) {
            Optional<StoredHead> now = heads.read().filter(h -> h.head().current() != null);
            if (now.isEmpty()) {
                return new Unlocked.NothingUnderWay();
            }
            Current current = now.get().head().current();
            if (now.get().head().epoch() != epoch) {
                return new Unlocked.TakenMeanwhile(current);
            }
            if (heads.swap(now.get(), now.get().head().takenOver(null)).isPresent()) {
                return new Unlocked.Given(current);
            }
        }
    }
}
