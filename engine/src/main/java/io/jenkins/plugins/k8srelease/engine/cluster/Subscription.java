package io.jenkins.plugins.k8srelease.engine.cluster;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** One reader of a shared informer. */
public final class Subscription implements AutoCloseable {

    private final Cluster cluster;
    private final SharedWatch watch;
    private final Runnable leave;

    Subscription(Cluster cluster, SharedWatch watch, Runnable leave) {
        this.cluster = cluster;
        this.watch = watch;
        this.leave = leave;
    }

    /**
     * Waits until the first list is in; a server that does not answer is waited for some seconds. For threads that may block.
     *
     * @return false when it was in vain: another subscription may have more luck
     * @throws CompletionException when it may not be read, or when the connection is closed
     */
    public boolean awaitReady() {
        return watch.awaitReady();
    }

    /** Whether the first list is in. */
    public boolean isReady() {
        return watch.isReady();
    }

    /** Whether there will be no list, since it may not be read or the connection is closed. */
    public boolean hasFailed() {
        return watch.hasFailed();
    }

    /** Whether the server refuses to show these objects. */
    public boolean isRefused() {
        return watch.isRefused();
    }

    /** Finds out, when nothing has been heard for long, whether that is as it should be. Waits for nothing. */
    public void listen() {
        watch.listen(cluster);
    }

    /** Whether nothing will be heard any more: what it knows is old, and another subscription will hear. */
    public boolean isDeaf() {
        return watch.isDeaf();
    }

    /** How long until {@link #listen} may find anything. */
    public Duration due() {
        return watch.due();
    }

    public Optional<KubeObject> find(String namespace, String name) {
        return watch.find(namespace, name);
    }

    /** The objects that have this owner as their controller; of events those about this object. */
    public Collection<KubeObject> about(String uid) {
        return watch.about(uid);
    }

    public Collection<KubeObject> items() {
        return watch.items();
    }

    @Override
    public void close() {
        leave.run();
    }
}
