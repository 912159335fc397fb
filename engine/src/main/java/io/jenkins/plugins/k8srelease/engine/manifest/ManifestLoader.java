package io.jenkins.plugins.k8srelease.engine.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Turns what the user named into the objects of a release: gathers files, parses them, puts values and images in place,
 * and checks all that can be checked without a cluster. It loads everything or nothing, and reports all problems at once.
 */
public final class ManifestLoader {

    private final ManifestFiles files;
    private final KustomizeRunner kustomize;

    public ManifestLoader(ManifestFiles files, KustomizeRunner kustomize) {
        this.files = Objects.requireNonNull(files, "files");
        this.kustomize = Objects.requireNonNull(kustomize, "kustomize");
    }

    /**
     * Loads all sources.
     *
     * @throws BadInputException with every problem that was found
     * @throws IOException when the files' place cannot be reached, which says nothing about them
     */
    public LoadedManifests load(List<ManifestSource> sources, LoadOptions options)
            throws BadInputException, IOException, InterruptedException {
        Problems problems = new Problems();
        SourceReader reader = new SourceReader(files, kustomize, options.limits(), problems);
        DocumentReader documents = new DocumentReader(options.limits(), problems);
        for (Gathered.File file : reader.read(sources)) {
            documents.read(file);
        }
        Substitution substitution = new Substitution(options.values(), options.limits(), problems);
        ObjectCheck check = new ObjectCheck(options.namespace(), problems);
        Images images = new Images(options.images(), problems);
        List<LoadedObject> objects = new ArrayList<>();
        for (DocumentReader.Item item : documents.items()) {
            int before = problems.count();
            Located tree = substitution.apply(item.tree(), item.origin());
            check.check(tree, item.origin());
            if (problems.count() == before) {
                objects.add(finish((ObjectNode) tree.toJson(), item.origin(), images, problems));
            }
        }
        if (documents.items().isEmpty() && problems.count() == 0) {
            problems.add(Origin.of("manifests"), "nothing to release: " + reader.looked(), "");
        }
        // With some objects unread one cannot say what is used and what is not.
        if (problems.count() == 0) {
            images.reportUnused();
            substitution.unused().forEach(name -> problems.warn(Origin.of("values"), name + " is used by no manifest"));
        }
        duplicates(objects, options.namespace(), problems);
        problems.throwIfAny();
        return new LoadedManifests(objects, problems.warnings());
    }

    private static LoadedObject finish(ObjectNode object, Origin origin, Images images, Problems problems) {
        List<String> dropped = ServerFields.drop(object);
        if (!dropped.isEmpty()) {
            problems.warn(origin, "left out, since only the server writes it: " + String.join(", ", dropped));
        }
        images.apply(object);
        return new LoadedObject(new KubeObject(object), origin);
    }

    /** Two of one identity: the second would silently win. An object without a namespace goes to the release's. */
    private static void duplicates(List<LoadedObject> objects, String namespace, Problems problems) {
        record Identity(GroupKind kind, String namespace, String name) {}
        Map<Identity, Origin> first = new HashMap<>();
        for (LoadedObject loaded : objects) {
            KubeObject object = loaded.object();
            String own = object.namespace().isEmpty() ? namespace : object.namespace();
            Origin before = first.putIfAbsent(new Identity(object.groupKind(), own, object.name()), loaded.origin());
            if (before != null) {
                problems.add(
                        loaded.origin(),
                        object.ref() + " is here a second time, first in " + before,
                        "remove one of them, or give it another name or namespace");
            }
        }
    }
}
