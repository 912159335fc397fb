package io.jenkins.plugins.k8srelease.engine.capacity;

/**
 * A kind as it is listed.
 *
 * @param apiVersion for example {@code apps/v1}
 * @param plural for example {@code deployments}
 * @param kind for example {@code Deployment}
 * @param namespaced false for kinds such as nodes
 */
public record ResourceKind(String apiVersion, String plural, String kind, boolean namespaced) {

    public static final ResourceKind QUOTAS = new ResourceKind("v1", "resourcequotas", "ResourceQuota", true);
    public static final ResourceKind LIMIT_RANGES = new ResourceKind("v1", "limitranges", "LimitRange", true);
    public static final ResourceKind PODS = new ResourceKind("v1", "pods", "Pod", true);
    public static final ResourceKind SERVICES = new ResourceKind("v1", "services", "Service", true);
    public static final ResourceKind CLAIMS =
            new ResourceKind("v1", "persistentvolumeclaims", "PersistentVolumeClaim", true);
    public static final ResourceKind VOLUMES = new ResourceKind("v1", "persistentvolumes", "PersistentVolume", false);
    public static final ResourceKind NODES = new ResourceKind("v1", "nodes", "Node", false);
    public static final ResourceKind DEPLOYMENTS = new ResourceKind("apps/v1", "deployments", "Deployment", true);
    public static final ResourceKind STATEFUL_SETS = new ResourceKind("apps/v1", "statefulsets", "StatefulSet", true);
    public static final ResourceKind DAEMON_SETS = new ResourceKind("apps/v1", "daemonsets", "DaemonSet", true);
    public static final ResourceKind HPAS =
            new ResourceKind("autoscaling/v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true);
    public static final ResourceKind STORAGE_CLASSES =
            new ResourceKind("storage.k8s.io/v1", "storageclasses", "StorageClass", false);
    public static final ResourceKind PRIORITY_CLASSES =
            new ResourceKind("scheduling.k8s.io/v1", "priorityclasses", "PriorityClass", false);
    public static final ResourceKind RUNTIME_CLASSES =
            new ResourceKind("node.k8s.io/v1", "runtimeclasses", "RuntimeClass", false);

    @Override
    public String toString() {
        return plural;
    }
}
