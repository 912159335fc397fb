package io.jenkins.plugins.k8srelease.engine.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds all files that a pattern matches, whatever their extension, in sorted order. */
final class GlobWalk {

    private final FileCollector collector;
    private final Glob glob;

    /** Real path of the folder that nothing may lead out of. */
    private final Path within;

    private final Set<Path> visited = new HashSet<>();

    GlobWalk(FileCollector collector, Glob glob, Path within) {
        this.collector = collector;
        this.glob = glob;
        this.within = within;
    }

    void walk(Path root) throws IOException {
        visit(root, List.of());
    }

    private void visit(Path folder, List<String> names) throws IOException {
        String here = FileCollector.join(glob.root(), String.join("/", names));
        // Every folder is seen once, so that links cannot lead in circles.
        if (collector.isFull() || !visited.add(folder.toRealPath())) {
            return;
        }
        for (Path child : collector.children(folder, here)) {
            List<String> childNames = new ArrayList<>(names);
            childNames.add(FileCollector.nameOf(child));
            boolean matches = glob.matches(childNames);
            if (!matches && !glob.mayMatchBelow(childNames)) {
                continue;
            }
            String path = FileCollector.join(here, FileCollector.nameOf(child));
            if (!collector.inside(child, path, within)) {
                continue;
            }
            if (Files.isDirectory(child)) {
                visit(child, childNames);
            } else if (matches) {
                collector.regularFile(child, path);
            }
        }
    }
}
