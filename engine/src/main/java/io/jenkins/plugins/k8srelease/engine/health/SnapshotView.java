package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A view of a fixed list of objects, indexed once. Immutable. */
public final class SnapshotView implements ClusterView {

    private record Key(GroupKind kind, String namespace, String name) {}

    private record Owner(String uid, GroupKind kind) {}

    private final Instant now;
    private final Map<Key, KubeObject> byName = new HashMap<>();
    private final Map<GroupKind, List<KubeObject>> byKind = new HashMap<>();
    private final Map<Owner, List<KubeObject>> byOwner = new HashMap<>();
    private final Map<String, List<KubeObject>> events = new HashMap<>();

    public SnapshotView(Collection<KubeObject> objects, Instant now) {
        this.now = now;
        for (KubeObject object : objects) {
            GroupKind kind = object.groupKind();
            if (Kinds.isEvent(kind)) {
                String uid = object.text("involvedObject", "uid");
                add(events, uid.isEmpty() ? object.text("regarding", "uid") : uid, object);
            }
            byName.put(new Key(kind, object.namespace(), object.name()), object);
            add(byKind, kind, object);
            String owner = object.controllerUid();
            if (!owner.isEmpty()) {
                add(byOwner, new Owner(owner, kind), object);
            }
        }
    }

    private static <K> void add(Map<K, List<KubeObject>> index, K key, KubeObject object) {
        index.computeIfAbsent(key, k -> new ArrayList<>()).add(object);
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Optional<KubeObject> find(GroupKind kind, String namespace, String name) {
        return Optional.ofNullable(byName.get(new Key(kind, namespace, name)));
    }

    @Override
    public List<KubeObject> ownedBy(String uid, GroupKind kind) {
        return List.copyOf(byOwner.getOrDefault(new Owner(uid, kind), List.of()));
    }

    @Override
    public List<KubeObject> list(GroupKind kind, String namespace) {
        return byKind.getOrDefault(kind, List.of()).stream()
                .filter(o -> namespace.isEmpty() || o.namespace().equals(namespace))
                .toList();
    }

    @Override
    public List<KubeObject> eventsFor(String uid) {
        return uid.isEmpty() ? List.of() : List.copyOf(events.getOrDefault(uid, List.of()));
    }
}
