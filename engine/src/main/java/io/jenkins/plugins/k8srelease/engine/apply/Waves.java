package io.jenkins.plugins.k8srelease.engine.apply;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.Map;

/**
 * The order in which the objects of a release are applied. What is in one wave is applied at once; the next wave begins
 * when all of it is healthy.
 */
public final class Waves {

    /** Annotation that puts an object into another wave: a number from 0 to {@value #LAST}. */
    public static final String ANNOTATION = "k8s-release.jenkins.io/wave";

    public static final int LAST = 6;

    private static final int CONFIGURATION = 2;

    private static final Map<String, Integer> BY_KIND = Map.ofEntries(
            Map.entry("Namespace", 0),
            Map.entry("CustomResourceDefinition", 0),
            Map.entry("PriorityClass", 0),
            Map.entry("StorageClass", 0),
            Map.entry("IngressClass", 0),
            Map.entry("RuntimeClass", 0),
            Map.entry("ServiceAccount", 1),
            Map.entry("Role", 1),
            Map.entry("RoleBinding", 1),
            Map.entry("ClusterRole", 1),
            Map.entry("ClusterRoleBinding", 1),
            Map.entry("ResourceQuota", 1),
            Map.entry("LimitRange", 1),
            Map.entry("StatefulSet", 3),
            Map.entry("Job", 4),
            Map.entry("Deployment", 5),
            Map.entry("DaemonSet", 5),
            Map.entry("ReplicaSet", 5),
            Map.entry("ReplicationController", 5),
            Map.entry("Pod", 5),
            Map.entry("CronJob", 5),
            Map.entry("HorizontalPodAutoscaler", LAST),
            Map.entry("Ingress", LAST),
            Map.entry("MutatingWebhookConfiguration", LAST),
            Map.entry("ValidatingWebhookConfiguration", LAST),
            Map.entry("ValidatingAdmissionPolicy", LAST),
            Map.entry("ValidatingAdmissionPolicyBinding", LAST),
            Map.entry("APIService", LAST));

    private Waves() {}

    /**
     * The wave of an object. Kinds that are not known, custom resources among them, come with the configuration: before
     * the workloads that need them.
     *
     * @throws IllegalArgumentException when the annotation is not such a number
     */
    public static int of(KubeObject object) {
        String asked = object.annotations().get(ANNOTATION);
        if (asked == null) {
            return BY_KIND.getOrDefault(object.kind(), CONFIGURATION);
        }
        if (!asked.matches("[0-" + LAST + "]")) {
            throw new IllegalArgumentException("annotation " + ANNOTATION + " must be a number from 0 to " + LAST);
        }
        return Integer.parseInt(asked);
    }
}
