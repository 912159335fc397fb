package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.Comparator;

/** Which storage class a claim gets that names none. */
final class StorageDefaults {

    private StorageDefaults() {}

    /** The newest class that is marked as default, as the DefaultStorageClass plugin chooses; empty when there is none. */
    static String defaultClass(CapacitySnapshot snapshot) {
        return snapshot.part(ResourceKind.STORAGE_CLASSES).items().stream()
                .filter(c -> isDefault(c, "storageclass.kubernetes.io/is-default-class")
                        || isDefault(c, "storageclass.beta.kubernetes.io/is-default-class"))
                .min(Comparator.comparing((KubeObject c) -> c.text("metadata", "creationTimestamp"))
                        .reversed()
                        .thenComparing(KubeObject::name))
                .map(KubeObject::name)
                .orElse("");
    }

    private static boolean isDefault(KubeObject storageClass, String annotation) {
        return "true".equals(storageClass.annotations().get(annotation));
    }
}
