package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;

/**
 * One kind's live objects, or why they are not known.
 *
 * @param items the objects; empty when not known
 * @param missing empty when the objects are known, otherwise the right that is missing or what else went wrong, for a person
 */
public record Part(List<KubeObject> items, String missing) {

    public static final Part EMPTY = new Part(List.of(), "");

    public Part {
        items = List.copyOf(items);
    }

    public static Part of(List<KubeObject> items) {
        return new Part(items, "");
    }

    /** The objects may not be read: for example {@code no right to list nodes}. */
    public static Part missing(String reason) {
        if (reason.isEmpty()) {
            throw new IllegalArgumentException("a missing part needs a reason");
        }
        return new Part(List.of(), reason);
    }

    public boolean isKnown() {
        return missing.isEmpty();
    }
}
