package io.jenkins.plugins.k8srelease.engine.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

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
    /** The names of all pods that there were, by the resourceVersion of a list. */
    private final Map<Long, Set<String>> listed = new ConcurrentSkipListMap<>();

    private final boolean beginsAgain;
    private final AtomicInteger generation = new AtomicInteger();
    private final long start;
    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** Begins; what is there already counts from now on. */
    public ColourWatch(KubernetesClient client, String namespace, String service) {
        this(client, namespace, service, false);
    }

    /**
     * The same for a test that restarts the API server, which forgets what it could have told.
     *
     * @param begins true to list and watch again when a watch is lost, false when that is a complaint: changes of the moments
     *     between are not seen
     */
    public ColourWatch(KubernetesClient client, String namespace, String service, boolean begins) {
        this.client = client;
        this.namespace = namespace;
        this.service = service;
        this.beginsAgain = begins;
        this.start = open();
    }

    private synchronized long open() {
        var pods = client.pods().inNamespace(namespace).list();
        var services = client.services().inNamespace(namespace).list();
        long from = Long.parseLong(pods.getMetadata().getResourceVersion());
        listed.put(
                from,
                pods.getItems().stream().map(p -> p.getMetadata().getName()).collect(Collectors.toSet()));
        pods.getItems().forEach(p -> add(false, p));
        services.getItems().forEach(s -> add(false, s));
        int now = generation.incrementAndGet();
        watches.add(client.pods().inNamespace(namespace).watch(since(pods), new Collector<Pod>(now)));
        watches.add(client.services().inNamespace(namespace).watch(since(services), new Collector<Service>(now)));
        return from;
    }

    private static ListOptions since(KubernetesResourceList<?> list) {
        return new ListOptionsBuilder()
                .withResourceVersion(list.getMetadata().getResourceVersion())
                .withTimeoutSeconds(3600L)
                .build();
    }

    private void openAgain() {
        while (!closed) {
            try {
                open();
                return;
            } catch (KubernetesClientException e) {
                LockSupport.parkNanos(100_000_000);
            }
        }
    }

    private void add(boolean deleted, HasMetadata object) {
        changes.put(Long.parseLong(object.getMetadata().getResourceVersion()), new Change(deleted, object));
    }

    private final class Collector<T extends HasMetadata> implements Watcher<T> {

        private final int own;

        Collector(int own) {
            this.own = own;
        }

        @Override
        public void eventReceived(Action action, T object) {
            if (action != Action.BOOKMARK && action != Action.ERROR) {
                add(action == Action.DELETED, object);
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            if (beginsAgain) {
                if (generation.compareAndSet(own, own + 1)) {
                    new Thread(ColourWatch.this::openAgain, "colour-watch").start();
                }
                return;
            }
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
        TreeMap<Long, Set<String>> lists = new TreeMap<>(listed);
        for (Map.Entry<Long, Change> entry : new TreeMap<>(changes).entrySet()) {
            Change change = entry.getValue();
            while (!lists.isEmpty() && lists.firstKey() < entry.getKey()) {
                pods.keySet().retainAll(lists.pollFirstEntry().getValue());
            }
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
        return complaints(UnaryOperator.identity());
    }

    /** The same where a Deployment is rolled, whose old and new pods then serve together: a colour is a Deployment. */
    public List<String> complaintsWhileRolling() {
        return complaints(replicaSet -> replicaSet.substring(0, replicaSet.lastIndexOf('-')));
    }

    private List<String> complaints(UnaryOperator<String> colour) {
        List<String> complaints = new ArrayList<>();
        for (TreeSet<String> owners : history()) {
            Set<String> colours = owners.stream().map(colour).collect(Collectors.toCollection(TreeSet::new));
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
        closed = true;
        watches.forEach(Watch::close);
    }
}
