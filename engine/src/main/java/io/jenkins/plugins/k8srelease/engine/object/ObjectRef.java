package io.jenkins.plugins.k8srelease.engine.object;

import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;

/**
 * The identity of a Kubernetes object as a person writes it: API group and version, kind, namespace and name.
 *
 * @param apiVersion for example {@code v1} or {@code apps/v1}
 * @param kind for example {@code Deployment}
 * @param namespace empty for an object of a cluster-scoped kind
 * @param name the object's name
 */
public record ObjectRef(String apiVersion, String kind, String namespace, String name)
        implements Comparable<ObjectRef> {

    private static final Comparator<ObjectRef> ORDER = Comparator.comparing(ObjectRef::kind)
            .thenComparing(ObjectRef::namespace)
            .thenComparing(ObjectRef::name)
            .thenComparing(ObjectRef::apiVersion);

    public ObjectRef {
        Objects.requireNonNull(apiVersion, "apiVersion");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        namespace = namespace == null ? "" : namespace;
    }

    /** The API group, empty for the core group. */
    public String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    /** Group and kind, which identify a kind across API versions. */
    public GroupKind groupKind() {
        return new GroupKind(group(), kind);
    }

    /** True when both name the same object, whatever API version each uses. */
    public boolean sameObject(ObjectRef other) {
        return groupKind().equals(other.groupKind()) && namespace.equals(other.namespace) && name.equals(other.name);
    }

    /** {@code deployment/backend}, as kubectl writes it. */
    public String shortName() {
        return kind.toLowerCase(Locale.ROOT) + "/" + name;
    }

    @Override
    public int compareTo(ObjectRef other) {
        return ORDER.compare(this, other);
    }

    /** {@code Deployment ticket-booking/backend}, for messages. */
    @Override
    public String toString() {
        return kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
}
