package io.jenkins.plugins.k8srelease.engine.manifest;

import java.util.List;
import java.util.Set;

/**
 * Knows the places of common kinds in which only strings are allowed, and which people forget to quote: labels,
 * annotations, environment variables, arguments, the data of ConfigMaps and Secrets.
 */
final class StringPlaces {

    private static final Set<String> GROUPS = Set.of("", "apps", "batch");
    private static final Set<String> DATA = Set.of("data", "stringData", "binaryData");

    private final boolean known;
    private final boolean hasData;

    private StringPlaces(boolean known, boolean hasData) {
        this.known = known;
        this.hasData = hasData;
    }

    static StringPlaces of(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        boolean known = GROUPS.contains(slash < 0 ? "" : apiVersion.substring(0, slash));
        return new StringPlaces(known, known && slash < 0 && (kind.equals("ConfigMap") || kind.equals("Secret")));
    }

    /** True when the scalar at this path must be a string. Items of lists have the name of {@link TreePath#ITEM}. */
    boolean contains(List<String> path) {
        int size = path.size();
        if (size < 2) {
            return false;
        }
        String parent = path.get(size - 2);
        boolean metadata = size == 3 && path.get(0).equals("metadata");
        if (parent.equals("labels") || parent.equals("annotations")) {
            return metadata || known && size > 3 && path.get(size - 3).equals("metadata");
        }
        if (!known) {
            return false;
        }
        if (hasData) {
            return size == 2 && DATA.contains(parent);
        }
        String last = path.get(size - 1);
        return switch (parent) {
            case "matchLabels", "nodeSelector" -> true;
            case "selector" -> size == 3 && !last.equals("matchLabels") && !last.equals("matchExpressions");
            case "args", "command" -> last.equals(TreePath.ITEM);
            default -> last.equals("value") && size > 3 && path.get(size - 3).equals("env");
        };
    }
}
