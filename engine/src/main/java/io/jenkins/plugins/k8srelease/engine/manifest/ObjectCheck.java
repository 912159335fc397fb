package io.jenkins.plugins.k8srelease.engine.manifest;

import io.jenkins.plugins.k8srelease.engine.manifest.Located.Field;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Mapping;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Scalar;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Sequence;
import java.util.Map;
import java.util.Set;

/**
 * Checks what every Kubernetes object must have, and what only a person at the file can put right. Whether the cluster
 * knows the kind, and all its fields, is the server's to say.
 */
final class ObjectCheck {

    private static final String NEEDED = "every object needs apiVersion, kind and metadata.name";
    private static final Set<String> WORKLOADS = Set.of(
            "Pod",
            "PodTemplate",
            "ReplicationController",
            "Deployment",
            "StatefulSet",
            "DaemonSet",
            "ReplicaSet",
            "Job",
            "CronJob",
            "Service");

    private final String namespace;
    private final Problems problems;

    ObjectCheck(String namespace, Problems problems) {
        this.namespace = namespace;
        this.problems = problems;
    }

    /** Reports what is wrong; the tree is an object when nothing was. */
    void check(Located tree, Origin origin) {
        if (!(tree instanceof Mapping object)) {
            problems.add(
                    origin,
                    "an object is expected here, not " + tree.describe(),
                    tree instanceof Sequence
                            ? "separate objects with ---, or put them into the items of a kind: List"
                            : NEEDED);
            return;
        }
        if (Located.isEmpty(object.at("apiVersion")) && Located.isEmpty(object.at("kind"))) {
            problems.add(
                    origin,
                    "apiVersion and kind are missing",
                    NotAManifest.hint(object, origin).orElse(NEEDED));
            return;
        }
        String apiVersion = text(object, "apiVersion", origin);

        String kind = text(object, "kind", origin);
        if (apiVersion != null && !Names.isApiVersion(apiVersion)) {
            problems.add(at(object, "apiVersion", origin), "apiVersion is not of the form v1 or group/v1", "");
            apiVersion = null;
        }
        if (kind != null && !Names.isKind(kind)) {
            problems.add(at(object, "kind", origin), "kind is not a word such as Deployment", "");
            kind = null;
        }
        if (apiVersion == null || kind == null) {
            return;
        }
        if (apiVersion.startsWith("kustomize.config.k8s.io/")) {
            problems.add(
                    origin,
                    "a kustomization is no object of the cluster",
                    "name its folder in place of the file, in a file called kustomization.yaml");
            return;
        }
        metadata(object, apiVersion, kind, origin);
        boolean common = apiVersion.equals("v1") || apiVersion.startsWith("apps/") || apiVersion.startsWith("batch/");
        if (common && WORKLOADS.contains(kind) && !kind.equals("PodTemplate")) {
            Field spec = object.fields().get("spec");
            if (spec == null || !(spec.value() instanceof Mapping)) {
                problems.add(
                        spec == null ? origin : origin.atLine(spec.keyLine()),
                        spec == null
                                ? "spec is missing"
                                : "spec must be a mapping, and is "
                                        + spec.value().describe(),
                        spec == null ? "" : "check the indentation of the lines below it");
            }
        }
        strings(object, new TreePath(), origin, StringPlaces.of(apiVersion, kind));
        if (apiVersion.equals("v1")) {
            DataCheck.check(object, kind, origin, problems);
        }
    }

    private void metadata(Mapping object, String apiVersion, String kind, Origin origin) {
        Field field = object.fields().get("metadata");
        if (field == null || !(field.value() instanceof Mapping metadata)) {
            problems.add(
                    field == null ? origin : origin.atLine(field.keyLine()),
                    field == null
                            ? "metadata is missing"
                            : "metadata must be a mapping, not " + field.value().describe(),
                    field == null ? NEEDED : "check the indentation of the lines below it");
            return;
        }
        Origin here = origin.atLine(field.keyLine());
        if (!metadata.fields().containsKey("name") && metadata.fields().containsKey("generateName")) {
            problems.add(
                    at(metadata, "generateName", here),
                    "metadata.generateName makes another object each time, which no later release could find again",
                    "give a metadata.name; a Job whose template changes gets a suffix by itself");
        } else {
            String name = text(metadata, "name", here, "metadata.name");
            String problem = name == null ? "" : Names.problem(apiVersion, kind, name);
            if (!problem.isEmpty()) {
                problems.add(at(metadata, "name", here), "metadata.name " + problem, Names.culprit(apiVersion, name));
            }
        }
        namespace(metadata, here);
        for (String map : new String[] {"labels", "annotations"}) {
            keys(metadata, map, here);
        }
    }

    private void namespace(Mapping metadata, Origin here) {
        if (Located.isEmpty(metadata.at("namespace"))) {
            return;
        }
        String own = text(metadata, "namespace", here, "metadata.namespace");
        if (own == null || own.isEmpty()) {
            return;
        }
        if (!Names.isLabel(own)) {
            problems.add(
                    at(metadata, "namespace", here),
                    "metadata.namespace must be lower-case letters, digits and -, with at most 63 characters",
                    "");
        } else if (!namespace.isEmpty() && !own.equals(namespace)) {
            problems.add(
                    at(metadata, "namespace", here),
                    "the object is for namespace " + own + ", the release is for namespace " + Visible.text(namespace),
                    "leave metadata.namespace out, or release to " + own);
        }
    }

    private void keys(Mapping metadata, String map, Origin here) {
        Located entries = metadata.at(map);
        if (Located.isEmpty(entries)) {
            return;
        }
        if (!(entries instanceof Mapping mapping)) {
            problems.add(
                    at(metadata, map, here), "metadata." + map + " must be a mapping, not " + entries.describe(), "");
            return;
        }
        mapping.fields().forEach((key, field) -> {
            String path = "metadata." + map + "." + Visible.text(key, 80);
            if (!Names.isQualifiedName(key)) {
                problems.add(
                        here.atLine(field.keyLine()),
                        path + " is not a valid key",
                        "[prefix/]name, the name at most 63 letters, digits, -, _ and .");
            }
            if (map.equals("labels")
                    && field.value() instanceof Scalar scalar
                    && scalar.value().isTextual()
                    && !Names.isLabelValue(scalar.value().textValue())) {
                problems.add(
                        here.atLine(scalar.line()),
                        path + " is not a valid value of a label",
                        "at most 63 letters, digits, -, _ and ., a letter or digit first and last");
            }
        });
    }

    /** Finds what must be a string and was not quoted. */
    private void strings(Located node, TreePath path, Origin origin, StringPlaces places) {
        if (node instanceof Mapping mapping) {
            for (Map.Entry<String, Field> entry : mapping.fields().entrySet()) {
                path.enter(entry.getKey());
                strings(entry.getValue().value(), path, origin, places);
                path.leave();
            }
        } else if (node instanceof Sequence sequence) {
            for (int i = 0; i < sequence.items().size(); i++) {
                path.enter(i);
                strings(sequence.items().get(i), path, origin, places);
                path.leave();
            }
        }
        boolean string = node instanceof Scalar scalar
                && (scalar.value().isTextual() || scalar.value().isNull() || scalar.isRefused());
        if (!string && places.contains(path.names())) {
            problems.add(
                    origin.atLine(node.line()),
                    path + " must be a string, and is " + node.describe(),
                    node instanceof Scalar ? "put it in quotes" : "");
        }
    }

    private String text(Mapping mapping, String field, Origin origin) {
        return text(mapping, field, origin, field);
    }

    /** The string of a field that is required; null after a problem was reported. */
    private String text(Mapping mapping, String field, Origin origin, String path) {
        Located value = mapping.at(field);
        if (Located.isEmpty(value) || mapping.textAt(field).isEmpty() && isText(value)) {
            problems.add(
                    origin,
                    path + " is missing",
                    NotAManifest.hint(mapping, origin).orElse(NEEDED));
            return null;
        }
        if (value instanceof Scalar refused && refused.isRefused()) {
            return null;
        }
        if (!(value instanceof Scalar scalar) || !scalar.value().isTextual()) {
            problems.add(
                    origin.atLine(value.line()),
                    path + " must be a string, and is " + value.describe(),
                    value instanceof Scalar ? "put it in quotes" : "");
            return null;
        }
        return scalar.value().textValue();
    }

    private static boolean isText(Located value) {
        return value instanceof Scalar scalar && scalar.value().isTextual();
    }

    private static Origin at(Mapping mapping, String field, Origin origin) {
        return origin.atLine(mapping.fields().get(field).keyLine());
    }
}
