package io.jenkins.plugins.k8srelease.engine.cluster;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One reader of a shared informer. */
public final class Subscription implements AutoCloseable {

    private final SharedWatch watch;
    private final Runnable leave;

    Subscription(SharedWatch watch, Runnable leave) {
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
