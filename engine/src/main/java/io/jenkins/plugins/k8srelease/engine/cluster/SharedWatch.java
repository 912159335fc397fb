package io.jenkins.plugins.k8srelease.engine.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One informer and what it has seen, as trees, found by name and by what each is about: its owner, or an event's object. */
final class SharedWatch {

    private final Duration listTimeout;
    private final long began = System.nanoTime();
    private final Map<String, KubeObject> byName = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> namesBySubject = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final SharedIndexInformer<GenericKubernetesResource> informer;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    /** Of the informer's first list, what its handlers have not heard of yet; null before there is a list. */
    private Set<String> unheard;

    private volatile boolean refused;

    private final ResourceType type;
    /** For the names and versions of everything that this watch ought to know. */
    private final ApiRequest names;

    private final Silence silence = new Silence();

    SharedWatch(
            KubernetesClient client, ResourceType type, String namespace, String fieldSelector, Duration listTimeout) {
        this.listTimeout = listTimeout;
        this.type = type;
        ApiRequest list = ApiRequest.get(type.path(namespace)).accepting(ApiRequest.NAMES_ONLY);
        this.names = fieldSelector.isEmpty() ? list : list.with("fieldSelector", fieldSelector);
        ResourceDefinitionContext context = new ResourceDefinitionContext.Builder()
                .withGroup(type.group())
                .withVersion(type.version())
                .withKind(type.kind())
                .withPlural(type.plural())
                .withNamespaced(type.namespaced())
                .build();
        MixedOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
                all = client.genericKubernetesResources(context);
        FilterWatchListDeletable<
                        GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
                scope = type.namespaced() ? all.inNamespace(namespace) : all;
        informer = select(scope, fieldSelector).runnableInformer(0);
        informer.addEventHandler(new Handler());
        informer.exceptionHandler((started, thrown) -> {
            refused = mayNotBeRead(thrown);
            if (refused && isReady()) {
                // A server that starts refuses what it will allow when it has read its rules; the informer has given
                // up.
                silence.lost();
                listeners.forEach(Runnable::run);
            }
            return !refused;
        });
        informer.start().whenComplete((started, thrown) -> {
            if (thrown == null) {
                listed();
            } else {
                ready.completeExceptionally(thrown);
            }
        });
    }

    private static FilterWatchListDeletable<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            select(
                    FilterWatchListDeletable<
                                    GenericKubernetesResource,
                                    GenericKubernetesResourceList,
                                    Resource<GenericKubernetesResource>>
                            scope,
                    String fieldSelector) {
        if (fieldSelector.isEmpty()) {
            return scope;
        }
        int equals = fieldSelector.indexOf('=');
        return scope.withField(fieldSelector.substring(0, equals), fieldSelector.substring(equals + 1));
    }

    /** A refusal stays a refusal; everything else is a server in trouble, and the informer goes on trying. */
    private static boolean mayNotBeRead(Throwable thrown) {
        Throwable cause = Cluster.unwrap(thrown);
        if (cause instanceof WatcherException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof KubernetesClientException e
                && (e.getCode() == 401 || e.getCode() == 403 || e.getCode() == 404 || e.getCode() == 405);
    }

    /** Handlers hear of the objects of a list a little later than the informer. */
    private void listed() {
        boolean all;
        synchronized (this) {
            unheard = new HashSet<>();
            informer.getStore().list().forEach(o -> unheard.add(key(o)));
            unheard.removeAll(byName.keySet());
            all = unheard.isEmpty();
        }
        if (all) {
            ready.complete(null);
        }
    }

    private void heard(String key) {
        boolean last;
        synchronized (this) {
            last = unheard != null && unheard.remove(key) && unheard.isEmpty();
        }
        if (last) {
            ready.complete(null);
        }
    }

    private static String key(GenericKubernetesResource resource) {
        String namespace = resource.getMetadata().getNamespace();
        return key(namespace == null ? "" : namespace, resource.getMetadata().getName());
    }

    /** Whether the server refuses to show these objects; a watch that ends with its connection says nothing about them. */
    boolean isRefused() {
        return refused;
    }

    boolean isReady() {
        return ready.isDone() && !hasFailed();
    }

    boolean hasFailed() {
        return ready.isCompletedExceptionally();
    }

    /** Asks the server, once this watch has been silent for long, whether there was nothing to tell. Waits for nothing. */
    void listen(Cluster cluster) {
        if (!isReady() || !silence.ask()) {
            return;
        }
        Map<String, String> known = new HashMap<>();
        byName.forEach((key, object) -> known.put(key, object.resourceVersion()));
        cluster.send(names).whenComplete((answer, thrown) -> {
            if (thrown == null) {
                silence.answered(!versions(answer).equals(known));
            } else {
                silence.unanswered();
            }
        });
    }

    private static Map<String, String> versions(ApiResponse list) {
        Map<String, String> versions = new HashMap<>();
        for (JsonNode item : list.body().path("items")) {
            JsonNode metadata = item.path("metadata");
            versions.put(
                    key(
                            metadata.path("namespace").asText(),
                            metadata.path("name").asText()),
                    metadata.path("resourceVersion").asText());
        }
        return versions;
    }

    /**
     * Waits until the first list is in, but not for ever: the client library gives a list that stalls up, and not a watch that
     * is never answered. For threads that may block.
     *
     * @return false when it was in vain: another watch may have more luck
     * @throws CompletionException when it may not be read, or when the connection is closed
     */
    boolean awaitReady() {
        try {
            ready.copy()
                    .orTimeout(began + listTimeout.toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS)
                    .join();
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                return false;
            }
            throw e;
        }
    }

    /** Whether it tells nothing, or nothing any more, so that another must take its place. */
    boolean isDeaf() {
        return silence.isDeaf() || (!ready.isDone() && System.nanoTime() - began > listTimeout.toNanos());
    }

    /** How long until {@link #listen} may find anything. */
    Duration due() {
        return isReady() ? silence.due() : Silence.GRACE;
    }

    void add(Runnable listener) {
        listeners.add(listener);
    }

    void remove(Runnable listener) {
        listeners.remove(listener);
    }

    boolean isIdle() {
        return listeners.isEmpty();
    }

    Optional<KubeObject> find(String namespace, String name) {
        return Optional.ofNullable(byName.get(key(namespace, name)));
    }

    /** The objects with that controller; the events about that object. */
    Collection<KubeObject> about(String uid) {
        return namesBySubject.getOrDefault(uid, Set.of()).stream()
                .map(byName::get)
                .filter(o -> o != null && subject(o).equals(uid))
                .toList();
    }

    private static String subject(KubeObject object) {
        return object.kind().equals("Event") ? object.text("involvedObject", "uid") : object.controllerUid();
    }

    Collection<KubeObject> items() {
        return List.copyOf(byName.values());
    }

    void close() {
        informer.close();
    }

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    /**
     * Through text, as all that requests answer: converted directly, a number of a list would be an int and the same number
     * of a watch a long, and trees with the one never equal trees with the other.
     */
    private static ObjectNode tree(GenericKubernetesResource resource) {
        try {
            return (ObjectNode) Cluster.MAPPER.readTree(Cluster.MAPPER.writeValueAsBytes(resource));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void put(GenericKubernetesResource resource) {
        ObjectNode tree = tree(resource);
        // The items of a list leave out what the list says.
        tree.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        KubeObject object = new KubeObject(tree);
        String key = key(object.namespace(), object.name());
        silence.heard();
        byName.put(key, object);
        if (!subject(object).isEmpty()) {
            namesBySubject
                    .computeIfAbsent(subject(object), uid -> ConcurrentHashMap.newKeySet())
                    .add(key);
        }
        heard(key);
        listeners.forEach(Runnable::run);
    }

    private final class Handler implements ResourceEventHandler<GenericKubernetesResource> {

        @Override
        public void onAdd(GenericKubernetesResource added) {
            put(added);
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
            put(after);
        }

        @Override
        public void onDelete(GenericKubernetesResource deleted, boolean finalStateUnknown) {
            String key = key(deleted);
            silence.heard();
            KubeObject gone = byName.remove(key);
            if (gone != null && !subject(gone).isEmpty()) {
                namesBySubject.computeIfPresent(subject(gone), (uid, names) -> {
                    names.remove(key);
                    return names.isEmpty() ? null : names;
                });
            }
            heard(key);
            listeners.forEach(Runnable::run);
        }
    }
}
