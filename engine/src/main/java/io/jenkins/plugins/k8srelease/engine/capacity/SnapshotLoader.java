package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.capacity.CapacitySource.Call;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacitySource.MissingRightException;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Reads what a check needs, and no more: which kinds depends on the release. Each kind is one paged list, all kinds at the same
 * time; kinds that a quota counts are listed once the quotas are known.
 */
public final class SnapshotLoader {

    /** Pods that are over take no room. */
    static final String RUNNING = "status.phase!=Succeeded,status.phase!=Failed";

    /** How many pods are read before it is known whether all are to be read; all of them, in a small cluster. */
    private static final int FIRST_LOOK = 50;

    private final CapacitySource source;
    private final CapacityRequest request;
    private final Duration patience;
    private final long mostPods;
    private volatile boolean impatient;
    private volatile boolean tooMany;
    private volatile Part tooLate;
    private final Map<ResourceKind, CompletableFuture<Part>> parts = new LinkedHashMap<>();

    private SnapshotLoader(CapacitySource source, CapacityRequest request, Duration patience, long mostPods) {
        this.source = source;
        this.request = request;
        this.patience = patience;
        this.mostPods = mostPods;
    }

    /**
     * Reads a snapshot for a release.
     *
     * @param patience how long the pods of all namespaces may take, which can be many; without them nodes are not known
     * @return with the server's version not known; fails with what the source fails with, except for missing rights
     */
    public static CompletableFuture<CapacitySnapshot> load(
            CapacitySource source, CapacityRequest request, Duration patience) {
        return load(source, request, patience, Long.MAX_VALUE);
    }

    /**
     * The same where the answer about nodes is not worth reading very many pods, which are then left out.
     *
     * @param mostPods with how many pods in the cluster nodes are still asked about
     */
    public static CompletableFuture<CapacitySnapshot> load(
            CapacitySource source, CapacityRequest request, Duration patience, long mostPods) {
        return new SnapshotLoader(source, request, patience, mostPods).load();
    }

    private CompletableFuture<CapacitySnapshot> load() {
        Instant now = Instant.now();
        return request.asksNodes() ? loadAll(now) : loadForQuotas(now);
    }

    /** Where there is no quota, nothing else is asked. */
    private CompletableFuture<CapacitySnapshot> loadForQuotas(Instant now) {
        return list(ResourceKind.QUOTAS, request.namespace(), "").thenCompose(quotas -> {
            boolean brings = objects().stream().anyMatch(o -> o.kind().equals("ResourceQuota"));
            if (quotas.isKnown() && quotas.items().isEmpty() && !brings) {
                return CompletableFuture.completedFuture(withoutQuotas());
            }
            parts.put(ResourceKind.QUOTAS, CompletableFuture.completedFuture(quotas));
            parts.put(ResourceKind.PODS, list(ResourceKind.PODS, request.namespace(), RUNNING));
            loadNeeded();
            return read(now, null);
        });
    }

    private CapacitySnapshot withoutQuotas() {
        CapacitySnapshot snapshot = CapacitySnapshot.empty(request.namespace());
        for (ResourceKind kind : needed()) {
            snapshot = isKnown(kind) ? snapshot.with(kind, request.known().part(kind)) : snapshot;
        }
        return snapshot;
    }

    private void loadNeeded() {
        for (ResourceKind kind : needed()) {
            if (parts.containsKey(kind)) {
                continue;
            }
            parts.put(
                    kind,
                    isKnown(kind)
                            ? CompletableFuture.completedFuture(request.known().part(kind))
                            : list(kind, kind.namespaced() ? request.namespace() : "", ""));
        }
    }

    private CompletableFuture<CapacitySnapshot> loadAll(Instant now) {
        loadNeeded();
        // With all namespaces' pods the nodes can be judged; without that right the namespace's own still serve the
        // quotas.
        tooLate = Part.missing("the pods of all namespaces were not read within " + patience.toMillis() + " ms");
        CompletableFuture<Part> everywhere =
                podsEverywhere().completeOnTimeout(tooLate, patience.toMillis(), TimeUnit.MILLISECONDS);
        parts.put(ResourceKind.PODS, everywhere.thenCompose(part -> {
            if (part.isKnown()) {
                return CompletableFuture.completedFuture(part);
            }
            impatient = true;
            return list(ResourceKind.PODS, request.namespace(), RUNNING);
        }));
        return read(now, everywhere);
    }

    /** A small first page tells how many there are: only with a field selector the server does not say. */
    private CompletableFuture<Part> podsEverywhere() {
        return mostPods == Long.MAX_VALUE
                ? list(ResourceKind.PODS, "", RUNNING)
                : list(new Call(ResourceKind.PODS, "", "", "", FIRST_LOOK));
    }

    /**
     * Awaits everything, and what the quotas make necessary.
     *
     * @param everywhere the pods of all namespaces, null when they are not asked for
     */
    private CompletableFuture<CapacitySnapshot> read(Instant now, CompletableFuture<Part> everywhere) {
        return parts.get(ResourceKind.QUOTAS).thenCompose(quotas -> {
            for (ResourceKind kind : counted(quotas.items())) {
                parts.put(kind, list(kind, request.namespace(), ""));
            }
            if (request.known() != null && quotas.items().stream().anyMatch(SnapshotLoader::countsByClass)) {
                parts.computeIfAbsent(ResourceKind.PRIORITY_CLASSES, kind -> list(kind, "", ""));
            }
            CompletableFuture<?>[] all = parts.values().toArray(CompletableFuture[]::new);
            return CompletableFuture.allOf(all).thenApply(v -> {
                Map<ResourceKind, Part> read = new LinkedHashMap<>();
                parts.forEach((kind, part) -> read.put(kind, part.join()));
                if (everywhere != null && isLeftOut(everywhere.join())) {
                    // Nodes whose pods are not known tell nothing.
                    read.put(ResourceKind.NODES, everywhere.join());
                }
                return new CapacitySnapshot(
                        request.namespace(),
                        read,
                        everywhere != null && everywhere.join().isKnown(),
                        0,
                        now);
            });
        });
    }

    /** Other than for a missing right, in which case the nodes themselves are known. */
    private boolean isLeftOut(Part pods) {
        return pods == tooLate || (tooMany && !pods.isKnown());
    }

    private CompletableFuture<Part> list(ResourceKind kind, String namespace, String fieldSelector) {
        return list(new Call(kind, namespace, fieldSelector, "", CapacitySource.PAGE));
    }

    private CompletableFuture<Part> list(Call first) {
        List<KubeObject> items = new ArrayList<>();
        return page(first, items).thenApply(v -> Part.of(items)).exceptionally(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof MissingRightException missing) {
                return Part.missing(missing.getMessage());
            }
            throw new CompletionException(cause);
        });
    }

    private CompletableFuture<Void> page(Call call, List<KubeObject> items) {
        return source.list(call).toCompletableFuture().thenCompose(page -> {
            boolean isPods = call.namespace().isEmpty() && call.kind().equals(ResourceKind.PODS);
            if (isPods && items.size() + page.items().size() + page.remaining() > mostPods) {
                tooMany = true;
                throw new MissingRightException("the cluster has more than " + mostPods
                        + " pods, which a release does not read; 'k8s-release quota' does");
            }
            items.addAll(page.items());
            return page.continueToken().isEmpty() || isPods && impatient
                    ? CompletableFuture.completedFuture(null)
                    : page(
                            new Call(
                                    call.kind(),
                                    call.namespace(),
                                    call.fieldSelector(),
                                    page.continueToken(),
                                    CapacitySource.PAGE),
                            items);
        });
    }

    private boolean isKnown(ResourceKind kind) {
        return request.known() != null && request.known().answers(kind);
    }

    private static boolean countsByClass(KubeObject quota) {
        return QuotaScopes.of(quota).usesPriorityClass();
    }

    /** The kinds that this release needs whatever quotas there are; pods are read apart. */
    private Set<ResourceKind> needed() {
        Set<ResourceKind> kinds = new LinkedHashSet<>(List.of(ResourceKind.QUOTAS, ResourceKind.LIMIT_RANGES));
        if (request.asksNodes()) {
            kinds.add(ResourceKind.NODES);
        }
        for (KubeObject o : objects()) {
            switch (o.groupKind().toString()) {
                case "Deployment.apps" -> {
                    kinds.add(ResourceKind.DEPLOYMENTS);
                    kinds.add(ResourceKind.HPAS);
                }
                case "StatefulSet.apps" -> {
                    kinds.add(ResourceKind.STATEFUL_SETS);
                    kinds.add(ResourceKind.HPAS);
                }
                case "DaemonSet.apps" -> kinds.add(ResourceKind.DAEMON_SETS);
                case "Service" -> kinds.add(ResourceKind.SERVICES);
                case "PersistentVolumeClaim" -> kinds.add(ResourceKind.CLAIMS);
                default -> {
                    // Kinds that only a count/… quota concerns come later.
                }
            }
            String tree = o.tree().toString();
            if (tree.contains("\"persistentVolumeClaim\"") || tree.contains("\"volumeClaimTemplates\"")) {
                kinds.add(ResourceKind.CLAIMS);
            }
            if (tree.contains("\"runtimeClassName\"")) {
                kinds.add(ResourceKind.RUNTIME_CLASSES);
            }
            if (tree.contains("\"priorityClassName\"")
                    || (request.known() == null && tree.contains("\"containers\""))
                    || (o.kind().equals("ResourceQuota") && countsByClass(o))) {
                // A default class would give every pod a priority, which a release's forecast leaves aside.
                kinds.add(ResourceKind.PRIORITY_CLASSES);
            }
        }
        if (kinds.contains(ResourceKind.CLAIMS)) {
            kinds.add(ResourceKind.VOLUMES);
            kinds.add(ResourceKind.STORAGE_CLASSES);
        }
        return kinds;
    }

    /** Whether everything of the kind is read, not only what the release has of it. */
    private boolean isWhole(ResourceKind kind) {
        return !isKnown(kind) || kind.equals(ResourceKind.HPAS);
    }

    private List<KubeObject> objects() {
        List<KubeObject> all = new ArrayList<>();
        request.waves().forEach(all::addAll);
        all.addAll(request.smokePods());
        return all;
    }

    /** Kinds of the release that a quota counts: which of its objects are new has to be known. */
    private Set<ResourceKind> counted(List<KubeObject> live) {
        List<KubeObject> quotas = new ArrayList<>(live);
        objects().stream().filter(o -> o.kind().equals("ResourceQuota")).forEach(quotas::add);
        Set<ResourceKind> kinds = new LinkedHashSet<>();
        for (KubeObject o : objects()) {
            if (o.kind().equals("Pod") || !request.isHere(o)) {
                continue;
            }
            ObjectRef ref = o.ref();
            Resources usage = ReleasePlan.usage(o, CapacitySnapshot.empty(request.namespace()), request.kinds());
            boolean isCounted = quotas.stream().anyMatch(q -> usage.amounts().keySet().stream()
                    .anyMatch(n -> q.at("spec", "hard").has(n)));
            if (isCounted && parts.keySet().stream().noneMatch(k -> k.kind().equals(ref.kind()) && isWhole(k))) {
                kinds.add(
                        new ResourceKind(ref.apiVersion(), request.kinds().plural(ref.groupKind()), ref.kind(), true));
            }
        }
        return kinds;
    }
}
