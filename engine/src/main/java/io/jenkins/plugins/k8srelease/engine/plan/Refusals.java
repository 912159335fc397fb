package io.jenkins.plugins.k8srelease.engine.plan;

import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Says in plain words why the server refused an object, and what to do. */
public final class Refusals {

    private Refusals() {}

    public static String explain(ApiException e) {
        if (e.isOwnershipConflict()) {
            return conflicts(e);
        }
        String immutable = e.causes().stream()
                .filter(c -> c.message().contains("immutable") || c.message().contains("updates to statefulset spec"))
                .map(c -> c.field().isEmpty() ? c.message() : c.field())
                .collect(Collectors.joining(", "));
        if (!immutable.isEmpty()) {
            return "cannot be changed in place: " + immutable
                    + ". Delete the object first, or give it another name. The server says: " + e.getMessage();
        }
        if (e.isForbidden()) {
            return "refused: " + e.getMessage();
        }
        return e.getMessage();
    }

    private static String conflicts(ApiException e) {
        Map<String, TreeSet<String>> fieldsByOwner = new TreeMap<>();
        for (ApiException.Cause cause : e.causes()) {
            if (cause.reason().equals("FieldManagerConflict")) {
                fieldsByOwner
                        .computeIfAbsent(owner(cause.message()), k -> new TreeSet<>())
                        .add(cause.field());
            }
        }
        return fieldsByOwner.entrySet().stream()
                        .map(o -> String.join(", ", o.getValue()) + " belong"
                                + (o.getValue().size() == 1 ? "s" : "") + " to " + o.getKey())
                        .collect(Collectors.joining("; "))
                + ". Leave these fields out of the manifest, or take them with 'onConflict: force'";
    }

    /** {@code conflict with "kubectl-edit" using apps/v1} → {@code kubectl-edit}. */
    static String owner(String message) {
        int first = message.indexOf('"');
        int last = message.indexOf('"', first + 1);
        return first >= 0 && last > first ? message.substring(first + 1, last) : message;
    }
}
