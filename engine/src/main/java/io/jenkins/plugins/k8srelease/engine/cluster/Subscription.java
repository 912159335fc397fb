package io.jenkins.plugins.k8srelease.engine.cluster;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

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

    /** Completes when the first list is in; exceptionally when it may not be read, or when the connection is closed. */
    public CompletableFuture<Void> ready() {
        return watch.ready();
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
