package io.jenkins.plugins.k8srelease.engine.capacity;

/** Which resource names quotas and the scheduler treat in which way ({@code k8s.io/kubernetes/pkg/apis/core/v1/helper}). */
final class ResourceNames {

    static final String CPU = "cpu";
    static final String MEMORY = "memory";
    static final String EPHEMERAL_STORAGE = "ephemeral-storage";
    static final String STORAGE = "storage";
    static final String PODS = "pods";
    static final String REQUESTS = "requests.";
    static final String LIMITS = "limits.";
    static final String HUGEPAGES = "hugepages-";
    static final String BY_CLASS = ".storageclass.storage.k8s.io/";

    private ResourceNames() {}

    /** In the {@code kubernetes.io/} namespace, where a name without a slash is too. */
    static boolean isNative(String name) {
        return !name.contains("/") || name.contains("kubernetes.io/");
    }

    /** A device or the like, such as {@code nvidia.com/gpu}. */
    static boolean isExtended(String name) {
        return !isNative(name) && !name.startsWith(REQUESTS);
    }

    /** May be set for a pod as a whole. */
    static boolean isPodLevel(String name) {
        return name.equals(CPU) || name.equals(MEMORY) || name.startsWith(HUGEPAGES);
    }

    /** Whether a name in a quota is one that pods are charged for. */
    static boolean countsPods(String quotaName) {
        return switch (quotaName) {
            case "count/pods", PODS, CPU, MEMORY, EPHEMERAL_STORAGE -> true;
            case "requests.cpu", "requests.memory", "requests.ephemeral-storage" -> true;
            case "limits.cpu", "limits.memory", "limits.ephemeral-storage" -> true;
            default ->
                quotaName.startsWith(HUGEPAGES)
                        || quotaName.startsWith(REQUESTS + HUGEPAGES)
                        || (!isNative(quotaName) && quotaName.startsWith(REQUESTS));
        };
    }

    /**
     * Whether a quota on this name refuses containers that do not state it. For cpu and memory only; a historical mistake
     * that Kubernetes keeps.
     */
    static boolean mustBeStated(String quotaName) {
        return switch (quotaName) {
            case CPU, MEMORY, "requests.cpu", "requests.memory", "limits.cpu", "limits.memory" -> true;
            default -> false;
        };
    }

    /** Whether amounts of it are whole numbers, such as objects or bytes. */
    static boolean isWhole(String quotaName) {
        return !quotaName.equals(CPU) && !quotaName.endsWith(".cpu");
    }
}
