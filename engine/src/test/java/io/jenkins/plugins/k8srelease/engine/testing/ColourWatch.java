package io.jenkins.plugins.k8srelease.engine.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Watches a Service and all pods of its namespace with a client that is not the engine's, and tells afterwards which colour
 * the selector matched at every resourceVersion. The API server numbers all changes of its store in one order, so the two
 * watches can be put together exactly, whichever of them was told first.
 */
public final class ColourWatch implements AutoCloseable {

    private record Change(boolean deleted, HasMetadata object) {}

    private final KubernetesClient client;
    private final String namespace;
    private final String service;
    private final Map<Long, Change> changes = new ConcurrentSkipListMap<>();
    private final List<String> broken = new ArrayList<>();
    private final long start;
    private final List<Watch> watches = new ArrayList<>();

    /** Begins; what is there already counts from now on. */
    public ColourWatch(KubernetesClient client, String namespace, String service) {
        this.client = client;
        this.namespace = namespace;
        this.service = service;
        var pods = client.pods().inNamespace(namespace).list();
        pods.getItems().forEach(p -> add(false, p));
        String from = pods.getMetadata().getResourceVersion();
        this.start = Long.parseLong(from);
        watches.add(client.pods().inNamespace(namespace).watch(since(from), new Collector<Pod>()));
        watches.add(client.services().inNamespace(namespace).watch(since("0"), new Collector<Service>()));
    }

    private static io.fabric8.kubernetes.api.model.ListOptions since(String version) {
        return new ListOptionsBuilder()
                .withResourceVersion(version)
                .withTimeoutSeconds(3600L)
                .build();
    }

    private void add(boolean deleted, HasMetadata object) {
        changes.put(Long.parseLong(object.getMetadata().getResourceVersion()), new Change(deleted, object));
    }

    private final class Collector<T extends HasMetadata> implements Watcher<T> {

        @Override
        public void eventReceived(Action action, T object) {
            if (action != Action.BOOKMARK && action != Action.ERROR) {
                add(action == Action.DELETED, object);
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            synchronized (broken) {
                broken.add("the watcher lost its watch, so nothing is proved: " + cause);
            }
        }
    }

    /** The colours that the selector matched, one after the other: names of ReplicaSets, each time that they changed. */
    public List<TreeSet<String>> history() {
        awaitNow();
        List<TreeSet<String>> history = new ArrayList<>();
        Map<String, Pod> pods = new HashMap<>();
        Map<String, String> selector = null;
        for (Map.Entry<Long, Change> entry : new TreeMap<>(changes).entrySet()) {
            Change change = entry.getValue();
            if (entry.getKey() > start && selector != null && history.isEmpty()) {
                history.add(matched(selector, pods));
            }
            if (change.object() instanceof Pod pod) {
                if (change.deleted()) {
                    pods.remove(pod.getMetadata().getName());
                } else {
                    pods.put(pod.getMetadata().getName(), pod);
                }
            } else if (change.object().getMetadata().getName().equals(service)) {
                selector = change.deleted()
                        ? null
                        : ((Service) change.object()).getSpec().getSelector();
            }
            if (selector != null && entry.getKey() > start) {
                TreeSet<String> now = matched(selector, pods);
                if (history.isEmpty() || !history.get(history.size() - 1).equals(now)) {
                    history.add(now);
                }
            }
        }
        return history;
    }

    private static TreeSet<String> matched(Map<String, String> selector, Map<String, Pod> pods) {
        TreeSet<String> owners = new TreeSet<>();
        for (Pod pod : pods.values()) {
            if (pod.getMetadata().getLabels().entrySet().containsAll(selector.entrySet())) {
                pod.getMetadata().getOwnerReferences().stream()
                        .filter(o -> Boolean.TRUE.equals(o.getController()))
                        .map(OwnerReference::getName)
                        .forEach(owners::add);
            }
        }
        return owners;
    }

    /** Moments at which the selector matched no colour, or more than one. */
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (TreeSet<String> colours : history()) {
            if (colours.size() != 1) {
                complaints.add(
                        "the Service's selector matched " + (colours.isEmpty() ? "no pod" : "two colours: " + colours));
            }
        }
        synchronized (broken) {
            complaints.addAll(broken);
        }
        if (changes.isEmpty()) {
            complaints.add("the watcher saw nothing");
        }
        return complaints;
    }

    /** Waits until everything that has happened by now was told: by a mark of its own on the Service. */
    private void awaitNow() {
        String mark = java.util.UUID.randomUUID().toString();
        Service marked =
                client.services().inNamespace(namespace).withName(service).get();
        if (marked == null) {
            return;
        }
        marked = client.services().inNamespace(namespace).withName(service).edit(s -> {
            s.getMetadata().getAnnotations().put("test/mark", mark);
            return s;
        });
        long version = Long.parseLong(marked.getMetadata().getResourceVersion());
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!changes.containsKey(version) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        if (!changes.containsKey(version)) {
            synchronized (broken) {
                broken.add("the watcher was not told of the last change");
            }
        }
    }

    @Override
    public void close() {
        watches.forEach(Watch::close);
    }
}
