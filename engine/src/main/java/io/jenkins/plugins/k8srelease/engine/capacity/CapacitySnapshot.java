package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a namespace and its cluster have at one moment, as far as it could be read. {@link SnapshotLoader} makes one.
 *
 * @param namespace the release's namespace
 * @param parts the objects by kind, or the right that is missing; a kind that is absent was not read
 * @param podsEverywhere whether the pods are those of all namespaces, without which nodes cannot be judged
 * @param serverMinor minor version of the API server, 0 when it is not known
 * @param takenAt when the reading began
 */
public record CapacitySnapshot(
        String namespace, Map<ResourceKind, Part> parts, boolean podsEverywhere, int serverMinor, Instant takenAt) {

    /** From this version on the server knows resources of a pod as a whole without a feature gate. */
    private static final int POD_LEVEL_RESOURCES = 34;

    public CapacitySnapshot {
        parts = Map.copyOf(parts);
    }

    /** Nothing is running and every kind of the namespace can be read, but nodes are not known; a place to start from. */
    public static CapacitySnapshot empty(String namespace) {
        Map<ResourceKind, Part> parts = new LinkedHashMap<>();
        for (ResourceKind kind : List.of(
                ResourceKind.QUOTAS,
                ResourceKind.LIMIT_RANGES,
                ResourceKind.PODS,
                ResourceKind.SERVICES,
                ResourceKind.CLAIMS,
                ResourceKind.VOLUMES,
                ResourceKind.DEPLOYMENTS,
                ResourceKind.STATEFUL_SETS,
                ResourceKind.DAEMON_SETS,
                ResourceKind.HPAS,
                ResourceKind.STORAGE_CLASSES,
                ResourceKind.PRIORITY_CLASSES,
                ResourceKind.RUNTIME_CLASSES)) {
            parts.put(kind, Part.EMPTY);
        }
        return new CapacitySnapshot(namespace, parts, true, 0, Instant.EPOCH);
    }

    public CapacitySnapshot with(ResourceKind kind, Part part) {
        Map<ResourceKind, Part> changed = new LinkedHashMap<>(parts);
        changed.put(kind, part);
        return new CapacitySnapshot(namespace, changed, podsEverywhere, serverMinor, takenAt);
    }

    public CapacitySnapshot with(ResourceKind kind, KubeObject... objects) {
        return with(kind, Part.of(List.of(objects)));
    }

    public CapacitySnapshot withServerMinor(int minor) {
        return new CapacitySnapshot(namespace, parts, podsEverywhere, minor, takenAt);
    }

    public Part part(ResourceKind kind) {
        Part part = parts.get(kind);
        return part != null ? part : Part.missing("the " + kind.plural() + " were not read");
    }

    /** An object of the release's namespace or of the cluster, when it was read. */
    public Optional<KubeObject> find(ObjectRef ref) {
        return parts.entrySet().stream()
                .filter(e -> isKind(e.getKey(), ref))
                .flatMap(e -> e.getValue().items().stream())
                .filter(o -> o.name().equals(ref.name()) && isHere(o))
                .findFirst();
    }

    /** Whether it is known which objects of that kind there are. */
    public boolean knows(ObjectRef ref) {
        return parts.entrySet().stream()
                .anyMatch(e -> isKind(e.getKey(), ref) && e.getValue().isKnown());
    }

    private static boolean isKind(ResourceKind kind, ObjectRef ref) {
        return kind.kind().equals(ref.kind())
                && new ObjectRef(kind.apiVersion(), kind.kind(), "", "").group().equals(ref.group());
    }

    boolean isHere(KubeObject object) {
        return object.namespace().isEmpty() || object.namespace().equals(namespace);
    }

    boolean knowsPodLevelResources() {
        return serverMinor == 0 || serverMinor >= POD_LEVEL_RESOURCES;
    }
}
