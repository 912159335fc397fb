package io.jenkins.plugins.k8srelease.connection;

import hudson.AbortException;
import hudson.init.Terminator;
import hudson.model.Computer;
import hudson.model.Run;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.kubeconfig.Kubeconfig;
import io.jenkins.plugins.k8srelease.kubeconfig.UserMaterial;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import jenkins.util.Timer;

/**
 * The controller's connections to clusters. However many releases wait, there is one client, with its few threads, for
 * each stored credential at each server.
 */
public final class ClusterConnections {

    /** The milestone of a Jenkins that goes down from which on nobody uses a connection; closing one fails what goes on. */
    public static final String UNUSED = "ClusterConnections.UNUSED";

    /** Long enough for the next step of a build. */
    private static final Duration LINGER = Duration.ofMinutes(1);

    private static final Map<SharedConnection.Key, SharedConnection> SHARED = new HashMap<>();

    private ClusterConnections() {}

    /**
     * Opens or joins a connection for a build. Blocks: credentials are looked up and tokens issued; not for the threads
     * of Pipeline or of {@link Timer}. Open it again after a restart of the controller and after a long wait for people,
     * since certificates, other than tokens, are read only here.
     *
     * @throws AbortException when the build may not, or cannot, and what to do about it
     */
    public static Connection open(Run<?, ?> run, Target target) throws AbortException {
        return join(new AccessResolver(run).resolve(target));
    }

    /**
     * What the programs of a build get to see of a target.
     *
     * @param clusterName how people call the cluster
     * @param content server, namespace, and the user where the build may have it
     * @param user whether the user is in it
     * @param expires when its credential stops being good, null when that is not known
     */
    public record HandOut(String clusterName, Kubeconfig content, boolean user, Instant expires) {}

    /** Looks up what {@code withK8s} gives to the programs of a build. Blocks as {@link #open} does. */
    public static HandOut handOut(Run<?, ?> run, Target target) throws AbortException {
        Access access = new AccessResolver(run).resolve(target);
        Kubeconfig content = new Kubeconfig(
                access.server().url(),
                access.server().certificateAuthority(),
                true,
                access.namespace(),
                access.mayBeHandedOut() ? access.read().user() : UserMaterial.none());
        return new HandOut(
                access.clusterName(),
                content,
                access.mayBeHandedOut(),
                access.read().expires());
    }

    private static Connection join(Access access) throws AbortException {
        SharedConnection.Key key = new SharedConnection.Key(access.server(), access.identity());
        try {
            synchronized (SHARED) {
                SharedConnection shared = SHARED.get(key);
                if (shared == null || !shared.fits(access.read().user())) {
                    // A former one that others still use goes with the last of them.
                    shared = new SharedConnection(access);
                    SharedConnection former = SHARED.put(key, shared);
                    if (former != null && former.isIdle()) {
                        closeLater(List.of(former));
                    }
                }
                shared.join(access);
                return new Lease(key, shared, access);
            }
        } catch (RuntimeException e) {
            AbortException abort = new AbortException("no connection to cluster \"" + access.clusterName()
                    + "\" can be made: " + e.getMessage()
                    + ". Is its certificate authority, or the certificate or key of the"
                    + " credential, incomplete?");
            abort.initCause(e);
            throw abort;
        }
    }

    private static void leave(SharedConnection.Key key, SharedConnection shared, MaterialSource source) {
        synchronized (SHARED) {
            shared.leave(source);
            if (shared.isIdle() && SHARED.get(key) != shared) {
                closeLater(List.of(shared));
                return;
            }
        }
        Timer.get().schedule(ClusterConnections::closeIdle, LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void closeIdle() {
        List<SharedConnection> idle = new ArrayList<>();
        synchronized (SHARED) {
            Iterator<SharedConnection> all = SHARED.values().iterator();
            while (all.hasNext()) {
                SharedConnection shared = all.next();
                if (shared.isIdleFor(LINGER.toNanos())) {
                    all.remove();
                    idle.add(shared);
                }
            }
        }
        closeLater(idle);
    }

    private static void closeLater(List<SharedConnection> connections) {
        if (!connections.isEmpty()) {
            Computer.threadPoolForRemoting.execute(() -> connections.forEach(SharedConnection::close));
        }
    }

    /** Jenkins goes down: nobody uses them any more. */
    @Terminator(requires = UNUSED)
    public static void closeAll() {
        List<SharedConnection> all;
        synchronized (SHARED) {
            all = List.copyOf(SHARED.values());
            SHARED.clear();
        }
        all.forEach(SharedConnection::close);
    }

    private static final class Lease implements Connection {

        private final SharedConnection.Key key;
        private final SharedConnection shared;
        private final Access access;
        private final AtomicBoolean closed = new AtomicBoolean();

        Lease(SharedConnection.Key key, SharedConnection shared, Access access) {
            this.key = key;
            this.shared = shared;
            this.access = access;
        }

        @Override
        public Cluster cluster() {
            return shared.cluster();
        }

        @Override
        public String clusterName() {
            return access.clusterName();
        }

        @Override
        public String namespace() {
            return access.namespace();
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                leave(key, shared, access.source());
            }
        }
    }
}
