package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.cluster.Subscription;
import io.jenkins.plugins.k8srelease.engine.health.ClusterView;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** What the shared informers know, as far as this release has subscribed to it. */
final class LiveView implements ClusterView, AutoCloseable {

    private record Key(GroupKind kind, String namespace) {

        String text() {
            return kind + (namespace.isEmpty() ? "" : " in namespace " + namespace);
        }
    }

    /** Each lasts until the watch is given up as one that is never answered. */
    private static final int TRIES = 3;

    /** Only warnings tell a cause, and a busy namespace has many other events. */
    private static final String WARNINGS = "type=Warning";

    /** Without subscriptions there is nothing to listen to. */
    private static final Duration NEVER = Duration.ofDays(1);

    private final Cluster cluster;
    private final Runnable onChange;
    private final Consumer<String> tell;
    private final Map<Key, Subscription> subscriptions = new LinkedHashMap<>();
    /** What was subscribed to once, be it readable or not. */
    private final Set<Key> asked = new HashSet<>();

    private final Set<String> unreadable = new TreeSet<>();
    /** What shall take the place of subscriptions that are deaf, once it has a list. */
    private final Map<Key, Subscription> renewals = new HashMap<>();
    /** What is deaf since it may not be read any more, each told once. */
    private final Set<Key> refused = new HashSet<>();

    /**
     * @param onChange called after each change, on a thread that must not be held
     * @param tell what a person may want to know
     */
    LiveView(Cluster cluster, Runnable onChange, Consumer<String> tell) {
        this.cluster = cluster;
        this.onChange = onChange;
        this.tell = tell;
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
        subscriptions.put(key, subscribe(type.get(), key));
        return true;
    }

    private Subscription subscribe(ResourceType type, Key key) {
        String selector = Kinds.isEvent(key.kind()) ? WARNINGS : "";
        return cluster.watches().subscribe(type, key.namespace(), selector, onChange);
    }

    /** Makes sure that what is silent is not deaf, and begins anew what is. Waits for nothing. */
    synchronized void listen() {
        subscriptions.entrySet().forEach(this::listen);
    }

    private void listen(Map.Entry<Key, Subscription> entry) {
        Key key = entry.getKey();
        Subscription renewal = renewals.get(key);
        if (renewal != null && (renewal.isReady() || renewal.hasFailed() || renewal.isDeaf())) {
            renewals.remove(key);
            renewed(entry, renewal);
        }
        entry.getValue().listen();
        if (entry.getValue().isDeaf() && !renewals.containsKey(key)) {
            cluster.discovery().find(key.kind()).ifPresent(type -> renewals.put(key, subscribe(type, key)));
        }
    }

    private void renewed(Map.Entry<Key, Subscription> entry, Subscription renewal) {
        Key key = entry.getKey();
        String what = key.text();
        if (renewal.isReady()) {
            tell.accept("the watch of " + what + " had gone silent and was begun anew");
            refused.remove(key);
            entry.setValue(renewal).close();
            return;
        }
        // What was known stays, though it is old, and the next look tries again.
        if (renewal.isRefused() && refused.add(key)) {
            tell.accept(what + " may no longer be read with this credential");
        }
        renewal.close();
    }

    /** How long until {@link #listen} may find anything. */
    synchronized Duration due() {
        return subscriptions.values().stream()
                .map(Subscription::due)
                .min(Duration::compareTo)
                .orElse(NEVER);
    }

    /**
     * Waits until everything subscribed to is known; what may not be read is left out. For threads that may block.
     *
     * @throws ReleaseFailure when the server begins no watch: nothing can be said of what is not known
     */
    void awaitReady() {
        List<Key> all;
        synchronized (this) {
            all = List.copyOf(subscriptions.keySet());
        }
        all.forEach(this::awaitReady);
    }

    private void awaitReady(Key key) {
        for (int i = 1; ; i++) {
            Subscription awaited = current(key);
            try {
                if (awaited == null || awaited.awaitReady()) {
                    return;
                }
            } catch (CompletionException e) {
                synchronized (this) {
                    subscriptions.remove(key);
                    if (awaited.isRefused()) {
                        unreadable.add(key.kind().toString());
                    }
                }
                awaited.close();
                return;
            }
            if (i == TRIES) {
                throw new ReleaseFailure("the API server begins no watch of " + key.text());
            }
            renew(key, awaited);
        }
    }

    private synchronized Subscription current(Key key) {
        return subscriptions.get(key);
    }

    private synchronized void renew(Key key, Subscription old) {
        cluster.discovery().find(key.kind()).ifPresent(type -> {
            subscriptions.put(key, subscribe(type, key));
            old.close();
        });
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
    public boolean watches(GroupKind kind, String namespace) {
        return of(kind, namespace).stream().anyMatch(Subscription::isReady);
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
        renewals.values().forEach(Subscription::close);
        subscriptions.clear();
        renewals.clear();
        asked.clear();
    }
}
