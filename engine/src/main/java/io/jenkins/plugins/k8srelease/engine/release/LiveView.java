package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.cluster.Subscription;
import io.jenkins.plugins.k8srelease.engine.health.ClusterView;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;

/** What the shared informers know, as far as this release has subscribed to it. */
final class LiveView implements ClusterView, AutoCloseable {

    private record Key(GroupKind kind, String namespace) {}

    /** Only warnings tell a cause, and a busy namespace has many other events. */
    private static final String WARNINGS = "type=Warning";

    private final Cluster cluster;
    private final Runnable onChange;
    private final Map<Key, Subscription> subscriptions = new LinkedHashMap<>();
    /** What was subscribed to once, be it readable or not. */
    private final Set<Key> asked = new HashSet<>();

    private final Set<String> unreadable = new TreeSet<>();

    LiveView(Cluster cluster, Runnable onChange) {
        this.cluster = cluster;
        this.onChange = onChange;
    }

    /**
     * Subscribes to a kind; a second time costs nothing. For threads that may block.
     *
     * @return false when there is nothing new to wait for
     */
    synchronized boolean watch(GroupKind kind, String namespace) {
        Optional<ResourceType> type = cluster.discovery().find(kind);
        if (type.isEmpty()) {
            return false;
        }
        Key key = new Key(kind, type.get().namespaced() ? namespace : "");
        if ((type.get().namespaced() && namespace.isEmpty()) || !asked.add(key)) {
            return false;
        }
        String selector = Kinds.isEvent(kind) ? WARNINGS : "";
        subscriptions.put(key, cluster.watches().subscribe(type.get(), key.namespace(), selector, onChange));
        return true;
    }

    /** Waits until everything subscribed to is known; what may not be read is left out. For threads that may block. */
    void awaitReady() {
        List<Map.Entry<Key, Subscription>> all;
        synchronized (this) {
            all = new ArrayList<>(subscriptions.entrySet());
        }
        for (Map.Entry<Key, Subscription> entry : all) {
            try {
                entry.getValue().ready().join();
            } catch (CompletionException e) {
                synchronized (this) {
                    subscriptions.remove(entry.getKey());
                    if (entry.getValue().isRefused()) {
                        unreadable.add(entry.getKey().kind().toString());
                    }
                }
                entry.getValue().close();
            }
        }
    }

    /** The kinds that may not be read, each told once. */
    synchronized List<String> takeUnreadable() {
        List<String> kinds = List.copyOf(unreadable);
        unreadable.clear();
        return kinds;
    }

    private synchronized List<Subscription> of(GroupKind kind, String namespace) {
        return subscriptions.entrySet().stream()
                .filter(e -> e.getKey().kind().equals(kind))
                .filter(e -> namespace.isEmpty()
                        || e.getKey().namespace().isEmpty()
                        || e.getKey().namespace().equals(namespace))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public Instant now() {
        return cluster.now();
    }

    @Override
    public Optional<KubeObject> find(GroupKind kind, String namespace, String name) {
        return of(kind, namespace).stream()
                .map(s -> s.find(namespace, name))
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Override
    public List<KubeObject> ownedBy(String uid, GroupKind kind) {
        return of(kind, "").stream().flatMap(s -> s.about(uid).stream()).toList();
    }

    @Override
    public List<KubeObject> list(GroupKind kind, String namespace) {
        return of(kind, namespace).stream()
                .flatMap(s -> s.items().stream())
                .filter(o -> namespace.isEmpty() || o.namespace().equals(namespace))
                .toList();
    }

    @Override
    public List<KubeObject> eventsFor(String uid) {
        return of(Kinds.EVENT, "").stream().flatMap(s -> s.about(uid).stream()).toList();
    }

    @Override
    public synchronized void close() {
        subscriptions.values().forEach(Subscription::close);
        subscriptions.clear();
        asked.clear();
    }
}
