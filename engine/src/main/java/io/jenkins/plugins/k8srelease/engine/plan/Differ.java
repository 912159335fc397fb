package io.jenkins.plugins.k8srelease.engine.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Compares an object as it is with what the server says that it will be. */
public final class Differ {

    /** What the server keeps for itself, or what follows from the rest. */
    private static final Set<String> IGNORED = Set.of(
            "status",
            "metadata.managedFields",
            "metadata.resourceVersion",
            "metadata.generation",
            "metadata.uid",
            "metadata.creationTimestamp",
            "metadata.selfLink",
            "metadata.annotations.kubectl.kubernetes.io/last-applied-configuration");

    private static final int LONGEST_VALUE = 200;

    /** The keys by which Kubernetes' own lists are merged, in the order in which they are tried. */
    private static final List<String> LIST_KEYS =
            List.of("name", "containerPort", "port", "mountPath", "ip", "topologyKey", "key", "type");

    private final boolean secret;
    private final List<FieldChange> changes = new ArrayList<>();

    private Differ(boolean secret) {
        this.secret = secret;
    }

    /** The changes from one to the other; a Secret's values are masked. */
    public static List<FieldChange> diff(KubeObject before, KubeObject after) {
        Differ differ = new Differ(after.kind().equals("Secret"));
        differ.compare("", before.tree(), after.tree());
        return List.copyOf(differ.changes);
    }

    private void compare(String path, JsonNode before, JsonNode after) {
        if (IGNORED.contains(path) || before.equals(after)) {
            return;
        }
        if (before instanceof ObjectNode b && after instanceof ObjectNode a) {
            Set<String> names = new LinkedHashSet<>();
            b.fieldNames().forEachRemaining(names::add);
            a.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                compare(path.isEmpty() ? name : path + "." + name, b.path(name), a.path(name));
            }
        } else if (before instanceof ArrayNode b && after instanceof ArrayNode a) {
            compareLists(path, b, a);
        } else {
            changes.add(new FieldChange(path, render(path, before), render(path, after)));
        }
    }

    private void compareLists(String path, ArrayNode before, ArrayNode after) {
        String key = LIST_KEYS.stream()
                .filter(k -> isKey(before, k) && isKey(after, k))
                .findFirst()
                .orElse(null);
        if (key == null) {
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                compare(path + "[" + i + "]", before.path(i), after.path(i));
            }
            return;
        }
        Set<String> values = new LinkedHashSet<>();
        before.forEach(e -> values.add(e.path(key).asText()));
        after.forEach(e -> values.add(e.path(key).asText()));
        for (String value : values) {
            compare(path + "[" + key + "=" + value + "]", element(before, key, value), element(after, key, value));
        }
    }

    private static boolean isKey(ArrayNode list, String key) {
        Set<String> seen = new LinkedHashSet<>();
        for (JsonNode element : list) {
            if (!element.path(key).isValueNode() || !seen.add(element.path(key).asText())) {
                return false;
            }
        }
        return true;
    }

    private static JsonNode element(ArrayNode list, String key, String value) {
        for (JsonNode element : list) {
            if (element.path(key).asText().equals(value)) {
                return element;
            }
        }
        return MissingNode.getInstance();
    }

    private String render(String path, JsonNode value) {
        if (value.isMissingNode()) {
            return "";
        }
        if (secret && (path.startsWith("data") || path.startsWith("stringData"))) {
            return "(secret)";
        }
        String text = value.toString();
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }
}
