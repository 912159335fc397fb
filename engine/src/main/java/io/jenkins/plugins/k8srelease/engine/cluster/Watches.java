package io.jenkins.plugins.k8srelease.engine.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The informers of one connection, shared by all releases that wait on it: one for each resource and namespace, however
 * many subscribe, closed a little after the last has gone.
 */
public final class Watches implements AutoCloseable {

    /** Long enough that the next wave or the next release of a build finds the cache warm. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private record Key(ResourceType type, String namespace, String fieldSelector) {}

    private final KubernetesClient client;
    private final Cluster cluster;
    private final Duration listTimeout;
    private final Map<Key, SharedWatch> shared = new HashMap<>();
    private boolean closed;

    Watches(KubernetesClient client, Cluster cluster, Duration listTimeout) {
        this.client = client;
        this.cluster = cluster;
        this.listTimeout = listTimeout;
    }

    /**
     * Subscribes to the objects of one resource.
     *
     * @param namespace empty for cluster-scoped resources
     * @param fieldSelector empty for all objects
     * @param onChange called after each change, on a thread that must not be held
     */
    public Subscription subscribe(ResourceType type, String namespace, String fieldSelector, Runnable onChange) {
        Key key = new Key(type, namespace, fieldSelector);
        synchronized (shared) {
            if (closed) {
                throw new IllegalStateException("the connection to " + cluster.server() + " is closed");
            }
            SharedWatch watch = shared.get(key);
            if (watch == null || watch.hasFailed() || watch.isDeaf()) {
                watch = new SharedWatch(client, type, namespace, fieldSelector, listTimeout);
                shared.put(key, watch);
            }
            SharedWatch joined = watch;
            joined.add(onChange);
            return new Subscription(cluster, joined, () -> leave(key, joined, onChange));
        }
    }

    private void leave(Key key, SharedWatch watch, Runnable onChange) {
        watch.remove(onChange);
        // Nobody joins one that is deaf.
        long pause = watch.isDeaf() ? 0 : IDLE.toMillis();
        CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS).execute(() -> closeIfIdle(key, watch));
    }

    private void closeIfIdle(Key key, SharedWatch watch) {
        synchronized (shared) {
            if (!watch.isIdle()) {
                return;
            }
            shared.remove(key, watch);
        }
        watch.close();
    }

    @Override
    public void close() {
        ArrayList<SharedWatch> all;
        synchronized (shared) {
            closed = true;
            all = new ArrayList<>(shared.values());
            shared.clear();
        }
        all.forEach(SharedWatch::close);
    }
}
