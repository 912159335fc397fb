package io.jenkins.plugins.k8srelease.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jenkins.plugins.k8srelease.engine.object.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Puts the overridden images into every pod template, whatever kind of object holds it. */
final class Images {

    private static final List<String> CONTAINERS = List.of("containers", "initContainers", "ephemeralContainers");

    private final Map<String, ImageOverride> overrides = new LinkedHashMap<>();
    private final TreeSet<String> seen = new TreeSet<>();
    private final Problems problems;

    Images(List<ImageOverride> overrides, Problems problems) {
        this.problems = problems;
        for (ImageOverride override : overrides) {
            if (this.overrides.put(override.name(), override) != null) {
                problems.add(Origin.of("images"), "the image " + override.name() + " is replaced twice", "");
            }
        }
    }

    /** Changes the object. The schemas of a CustomResourceDefinition describe containers and have none. */
    void apply(ObjectNode object) {
        if (!object.path("kind").asText().equals("CustomResourceDefinition")) {
            walk(object);
        }
    }

    private void walk(JsonNode node) {
        if (node.isObject()) {
            for (String field : CONTAINERS) {
                for (JsonNode container : node.path(field)) {
                    if (container instanceof ObjectNode object
                            && object.path("image").isTextual()) {
                        replace(object);
                    }
                }
            }
        }
        node.forEach(this::walk);
    }

    private void replace(ObjectNode container) {
        ImageName old = ImageName.of(container.path("image").textValue());
        if (ImageName.isName(old.name())) {
            seen.add(old.name());
        }
        ImageOverride override = overrides.get(old.name());
        if (override != null) {
            container.set("image", TextNode.valueOf(override.applyTo(old)));
        }
    }

    /** Reports overrides that no container uses: a release that silently keeps the old image is worse than none. */
    void reportUnused() {
        for (String name : overrides.keySet()) {
            if (!seen.contains(name)) {
                problems.add(Origin.of("images"), "no container uses the image " + name, hint(name));
            }
        }
    }

    private String hint(String name) {
        if (seen.isEmpty()) {
            return "the manifests have no containers";
        }
        Optional<String> near = seen.stream()
                .filter(other -> last(other).equals(last(name)))
                .findFirst()
                .or(() -> Nearest.of(name, seen));
        return near.map(other -> "did you mean " + other + "? ").orElse("") + "the manifests use "
                + Visible.text(String.join(", ", seen), 1_000);
    }

    private static String last(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
