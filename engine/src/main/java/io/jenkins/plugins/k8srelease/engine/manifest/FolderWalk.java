package io.jenkins.plugins.k8srelease.engine.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the manifests below a folder, in sorted order; kustomizations on the way take the place of their folder. */
final class FolderWalk {

    private static final int DEEPEST_FOLDER = 100;

    private final FileCollector collector;

    /** Real path of the folder that nothing may lead out of. */
    private final Path within;

    private final Set<Path> visited = new HashSet<>();

    FolderWalk(FileCollector collector, Path within) {
        this.collector = collector;
        this.within = within;
    }

    void walk(Path folder, String name) throws IOException {
        visit(folder, name, 0);
    }

    private void visit(Path folder, String name, int depth) throws IOException {
        if (collector.isFull() || !visited.add(folder.toRealPath())) {
            return;
        }
        if (depth > DEEPEST_FOLDER) {
            collector
                    .problems()
                    .add(Origin.of(name), "folders are nested deeper than " + DEEPEST_FOLDER + " levels", "");
            return;
        }
        List<Path> children = collector.children(folder, name);
        List<Path> kustomizations = children.stream()
                .filter(child -> FileCollector.KUSTOMIZATIONS.contains(FileCollector.nameOf(child)))
                .toList();
        if (!kustomizations.isEmpty()) {
            kustomization(folder, name, kustomizations, depth);
        } else if (children.stream()
                .anyMatch(child -> FileCollector.nameOf(child).equals("Chart.yaml"))) {
            collector
                    .problems()
                    .add(
                            Origin.of(name),
                            "this folder is a Helm chart",
                            "render it and release the output: helm template … | k8s-release deploy --manifests -");
        } else {
            for (Path child : children) {
                child(child, FileCollector.join(name, FileCollector.nameOf(child)), depth);
            }
        }
    }

    private void child(Path child, String path, int depth) throws IOException {
        String file = FileCollector.nameOf(child);
        if (file.startsWith(".") || !collector.inside(child, path, within)) {
            return;
        }
        if (Files.isDirectory(child)) {
            visit(child, path, depth + 1);
        } else if (FileCollector.isManifest(file)) {
            collector.regularFile(child, path);
        }
    }

    /** One that only lists resources is read here; kustomize builds all others. */
    private void kustomization(Path folder, String name, List<Path> files, int depth) throws IOException {
        Optional<List<String>> resources = files.size() == 1 && Files.isRegularFile(files.get(0))
                ? PlainKustomization.resources(folder, files.get(0), within, collector.limits())
                : Optional.empty();
        if (resources.isEmpty()) {
            collector.kustomization(folder, name);
            return;
        }
        for (String resource : resources.get()) {
            Path path = folder.resolve(resource).normalize();
            String shown = Path.of(name).resolve(resource).normalize().toString();
            if (Files.isDirectory(path)) {
                visit(path, shown, depth + 1);
            } else {
                collector.regularFile(path, shown);
            }
        }
    }
}
