package io.jenkins.plugins.k8srelease.engine.history;

import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.Backoff;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;

/**
 * Claims an application. One try at a time: who must wait to see whether an owner lives gets an {@link Owned} back, and
 * asks it again later, so that waiting costs no thread.
 */
public final class Claimer {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** What a try came to. */
    public sealed interface Attempt permits Owned, Taken {}

    /**
     * Taken.
     *
     * @param claim what was taken
     * @param interrupted the release under way of a former owner, null when the application was free
     * @param quiet how long nothing may be written yet: a request that the former owner sent before the epoch was raised
     *     may still arrive
     */
    public record Taken(Claim claim, Current interrupted, Duration quiet) implements Attempt {}

    /** Somebody's release is under way, and it is not yet known whether its owner lives. */
    public final class Owned implements Attempt {

        private final StoredHead head;
        private final String renewTime;
        private final long since = System.nanoTime();

        private Owned(StoredHead head, String renewTime) {
            this.head = head;
            this.renewTime = renewTime;
        }

        public Current current() {
            return head.head().current();
        }

        /** When to ask again. */
        public Duration pause() {
            return options.leaseDuration().dividedBy(5);
        }

        /**
         * Looks again.
         *
         * @throws ClaimHeldException when the owner has renewed: it lives
         */
        public Attempt again(Holder holder) {
            StoredHead now = heads.read().orElse(null);
            if (now == null || now.head().current() == null) {
                return null;
            }
            if (now.head().epoch() != head.head().epoch() || !renewTime.equals(renewTime())) {
                throw held(now.head().current());
            }
            if (System.nanoTime() - since < options.leaseDuration().toNanos()) {
                return this;
            }
            return takeOver(now, holder);
        }
    }

    private final Cluster cluster;
    private final RecordNames names;
    private final HeadStore heads;
    private final LeaseStore leases;
    private final ClaimOptions options;
    private final ScheduledExecutorService scheduler;

    public Claimer(Cluster cluster, RecordNames names, ClaimOptions options, ScheduledExecutorService scheduler) {
        this.cluster = cluster;
        this.names = names;
        this.heads = new HeadStore(cluster, names);
        this.leases = new LeaseStore(cluster, names, options);
        this.options = options;
        this.scheduler = scheduler;
    }

    /**
     * Claims the application for a new release, or takes an interrupted one over. The claim is a compare-and-swap, so that
     * a head which has changed since it was read is noticed, and read again.
     *
     * @param seen the head as it was read, empty when there was none
     * @throws ClaimHeldException when another process is seen to hold it
     */
    public Attempt claim(String operation, String inputDigest, Holder holder, Optional<StoredHead> seen) {
        Optional<StoredHead> found = seen;
        while (true) {
            if (found.isPresent() && found.get().head().current() != null) {
                return interrupted(found.get(), holder);
            }
            Head before = found.map(StoredHead::head).orElseGet(() -> Head.first(newKey()));
            Head next =
                    before.claimed(operation, inputDigest, holder, Instant.now().toString());
            Optional<StoredHead> after = heads.swap(found.orElse(null), next);
            if (after.isPresent()) {
                return new Taken(hold(after.get(), holder, Head::freed), null, Duration.ZERO);
            }
            found = heads.read();
        }
    }

    /** Takes an interrupted release over; null when no release is under way. */
    public Attempt takeOver(Holder holder) {
        return heads.read()
                .filter(h -> h.head().current() != null)
                .map(h -> interrupted(h, holder))
                .orElse(null);
    }

    private Attempt interrupted(StoredHead head, Holder holder) {
        Holder owner = head.head().current().holder();
        if (owner == null || owner.id().equals(holder.id()) || owner.isKnownDead()) {
            return takeOver(head, holder);
        }
        return new Owned(head, renewTime());
    }

    private Attempt takeOver(StoredHead head, Holder holder) {
        Optional<StoredHead> after = heads.swap(head, head.head().takenOver(holder));
        if (after.isEmpty()) {
            StoredHead now = heads.read().orElseThrow();
            if (now.head().current() == null) {
                return null;
            }
            throw held(now.head().current());
        }
        Claim claim = hold(after.get(), holder, h -> h.takenOver(null));
        Holder owner = head.head().current().holder();
        boolean dead = owner != null && owner.isKnownDead();
        return new Taken(claim, head.head().current(), dead ? Duration.ZERO : quiet());
    }

    /** At least as long as a verified write may be under way, however short this process waits for answers. */
    private Duration quiet() {
        Duration timeout = cluster.options().requestTimeout();
        return timeout.compareTo(options.sendWithin()) > 0 ? timeout : options.sendWithin();
    }

    /** Whoever cannot show by a Lease that it lives does not stay the owner: it would be waited for in vain. */
    private Claim hold(StoredHead head, Holder holder, UnaryOperator<Head> giveUp) {
        try {
            return new Claim(heads, leases, options, holder, head, scheduler);
        } catch (RuntimeException e) {
            try {
                heads.swap(head, giveUp.apply(head.head()));
            } catch (RuntimeException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    private String renewTime() {
        return Cluster.join(leases.read())
                .map(l -> l.text("spec", "renewTime") + l.resourceVersion())
                .orElse("");
    }

    private ClaimHeldException held(Current current) {
        return new ClaimHeldException(names.app() + " in namespace " + names.namespace() + " is held by "
                + current.describe() + ". Wait until it has ended; if its owner is gone for good, run"
                + " 'k8s-release unlock' and then 'k8s-release resume'");
    }

    /**
     * Asks the owner of the release under way to end it, which it hears of when it next renews its claim: after a third of
     * the duration of a claim. For threads that may block.
     *
     * @param reason one sentence, which it says when it undoes the release
     */
    public void requestAbort(String reason) {
        long deadline = System.nanoTime() + cluster.options().patience().toNanos();
        for (int tries = 0; ; tries++) {
            Optional<KubeObject> lease = Cluster.join(leases.read());
            if (lease.isEmpty() || LeaseStore.abortReason(lease.get()).equals(reason)) {
                return;
            }
            try {
                leases.requestAbort(lease.get(), reason);
                return;
            } catch (ApiException e) {
                if ((!e.isConflict() && !e.isTransient()) || System.nanoTime() > deadline) {
                    throw e;
                }
                HeadStore.sleep(Backoff.pause(tries, e.retryAfter()));
            }
        }
    }

    private static String newKey() {
        byte[] key = new byte[32];
        RANDOM.nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}
