package io.jenkins.plugins.k8srelease.engine.manifest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is done to manifests while they are loaded.
 *
 * @param limits how much input is accepted
 * @param values what {@code ${NAME}} stands for
 * @param images images that replace those of the manifests; each must match something
 * @param namespace the namespace that the user named for this release, empty when none was named; an object that names
 *     another one is an error, as it is for kubectl
 */
public record LoadOptions(LoadLimits limits, Map<String, String> values, List<ImageOverride> images, String namespace) {

    public LoadOptions {
        Objects.requireNonNull(limits, "limits");
        values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
        images = List.copyOf(images);
        Objects.requireNonNull(namespace, "namespace");
    }

    /** Standard limits, no values, no images, no namespace. */
    public static LoadOptions standard() {
        return new LoadOptions(LoadLimits.standard(), Map.of(), List.of(), "");
    }

    public LoadOptions withLimits(LoadLimits other) {
        return new LoadOptions(other, values, images, namespace);
    }

    public LoadOptions withValues(Map<String, String> other) {
        return new LoadOptions(limits, other, images, namespace);
    }

    public LoadOptions withImages(List<ImageOverride> other) {
        return new LoadOptions(limits, values, other, namespace);
    }

    public LoadOptions withNamespace(String other) {
        return new LoadOptions(limits, values, images, other);
    }

    /** The names of the values only: a value may be a password. */
    @Override
    public String toString() {
        return "LoadOptions[limits=" + limits + ", values=" + values.keySet() + ", images=" + images + ", namespace="
                + namespace + "]";
    }
}
