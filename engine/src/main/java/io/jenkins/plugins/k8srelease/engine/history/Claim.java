package io.jenkins.plugins.k8srelease.engine.history;

import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.SendLimit;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * An application held by this process. {@link #verify()} stands before every write: as long as the Lease was renewed
 * within its duration nobody can have taken the application over, so it costs nothing; after a pause (a stopped process,
 * a sleeping machine, a lost connection) the epoch is read again first.
 */
public final class Claim implements AutoCloseable {

    private final HeadStore heads;
    private final LeaseStore leases;
    private final ClaimOptions options;
    private final Holder holder;
    private final long epoch;
    private final ScheduledFuture<?> renewals;
    private StoredHead head;
    private volatile Freshness renewed;
    /** True when somebody else was seen in the Lease. */
    private volatile boolean doubted;

    private volatile KubeObject lease;
    private volatile boolean closed;
    private volatile Consumer<String> onAbort = reason -> {};

    /** A moment on both clocks: one stands still while a machine sleeps, the other can be set. */
    private record Freshness(long nanos, long millis) {

        static Freshness now() {
            return new Freshness(System.nanoTime(), System.currentTimeMillis());
        }

        boolean isWithin(Duration duration) {
            return System.nanoTime() - nanos < duration.toNanos()
                    && Math.abs(System.currentTimeMillis() - millis) < duration.toMillis();
        }
    }

    Claim(
            HeadStore heads,
            LeaseStore leases,
            ClaimOptions options,
            Holder holder,
            StoredHead head,
            ScheduledExecutorService scheduler) {
        this.heads = heads;
        this.leases = leases;
        this.options = options;
        this.holder = holder;
        this.head = head;
        this.epoch = head.head().epoch();
        Freshness before = Freshness.now();
        this.lease = acquire();
        this.renewed = before;
        long period = options.leaseDuration().toMillis() / 3;
        this.renewals = scheduler.scheduleAtFixedRate(this::renew, period, period, TimeUnit.MILLISECONDS);
    }

    private KubeObject acquire() {
        // Of an application that nobody ever held there is no Lease yet; should there be one, the server says so.
        boolean isFirst = epoch == Head.FIRST_EPOCH;
        while (true) {
            Optional<KubeObject> now = isFirst ? Optional.empty() : Cluster.join(leases.read());
            isFirst = false;
            try {
                return Cluster.join(leases.write(now.orElse(null), holder.id(), epoch));
            } catch (io.jenkins.plugins.k8srelease.engine.cluster.ApiException e) {
                if (!e.isConflict() && !e.isTransient()) {
                    throw e;
                }
                heads.verify(epoch);
            }
        }
    }

    /** The head as this process last wrote it. */
    public synchronized Head head() {
        return head.head();
    }

    public Holder holder() {
        return holder;
    }

    /**
     * Changes the head.
     *
     * @throws ClaimLostException when the application is no longer ours
     */
    public synchronized Head update(UnaryOperator<Head> change) {
        head = heads.update(head, change);
        return head.head();
    }

    /**
     * Makes sure that the application is still ours. For threads that may block.
     *
     * @return until when the write that was verified may be sent
     * @throws ClaimLostException when it is not
     */
    public SendLimit verify() {
        SendLimit limit = SendLimit.in(options.sendWithin());
        if (doubted || !renewed.isWithin(options.leaseDuration())) {
            // Good for this one write: without a renewal somebody may take the application over at any moment.
            heads.verify(epoch);
        }
        return limit;
    }

    /**
     * Reads the epoch whatever the Lease says: for a write that met a conflict.
     *
     * @throws ClaimLostException when the application is no longer ours
     */
    public void verifyNow() {
        heads.verify(epoch);
    }

    private void renew() {
        if (closed) {
            return;
        }
        Freshness before = Freshness.now();
        leases.write(lease, holder.id(), epoch).whenComplete((now, thrown) -> {
            if (thrown == null) {
                lease = now;
                renewed = before;
                doubted = false;
            } else if (LeaseStore.isConflict(thrown)) {
                // Our own write whose answer was lost, or a new owner; the epoch in the head decides, before the next
                // write.
                doubted = true;
                leases.read().thenAccept(found -> found.filter(
                                l -> l.text("spec", "holderIdentity").equals(holder.id()))
                        .ifPresent(this::changedByOthers));
            }
        });
    }

    private void changedByOthers(KubeObject found) {
        lease = found;
        String reason = LeaseStore.abortReason(found);
        if (!reason.isEmpty()) {
            onAbort.accept(reason);
        }
    }

    /** Says who is told when another process asks for the end of the release; it must return at once. */
    public void onAbort(Consumer<String> told) {
        onAbort = told;
    }

    /** Stops renewing and, when the release has ended, says in the Lease that nobody holds it. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        renewals.cancel(false);
        try {
            if (head().current() == null) {
                Cluster.join(leases.write(lease, "", epoch));
            }
        } catch (RuntimeException e) {
            // The head is what counts: it names no release under way any more, and the Lease runs out by itself.
            org.slf4j.LoggerFactory.getLogger(Claim.class).debug("the Lease was not released", e);
        }
    }
}
