package io.jenkins.plugins.k8srelease.engine.manifest;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Collects files and kustomizations, in sorted order, each once, never outside of one folder. */
final class FolderWalk {

    private static final Set<String> KUSTOMIZATIONS =
            Set.of("kustomization.yaml", "kustomization.yml", "Kustomization");

    /** Entries to look at before one gives up: somebody named the root of a disk. */
    private static final int MOST_ENTRIES = 200_000;

    private static final int DEEPEST_FOLDER = 100;

    private final LoadLimits limits;
    private final Problems problems;
    private final List<Gathered.Found> found = new ArrayList<>();
    private final Set<String> identities = new HashSet<>();
    private final Set<Path> folders = new HashSet<>();
    private long bytes;
    private int entries;
    private boolean full;

    FolderWalk(LoadLimits limits, Problems problems) {
        this.limits = limits;
        this.problems = problems;
    }

    List<Gathered.Found> found() {
        return found;
    }

    /** A file that the user named, whatever its extension; a pipe, too, as a shell's {@code <(…)} makes it. */
    void namedFile(Path file, String name) {
        String last = nameOf(file);
        if (KUSTOMIZATIONS.contains(last)) {
            problems.add(
                    Origin.of(name),
                    "a kustomization is no object of the cluster",
                    "name its folder in place of the file");
            return;
        }
        read(file, name);
    }

    /** A file that was found; reading a pipe or a device could wait for ever. */
    void regularFile(Path file, String name) {
        if (Files.isRegularFile(file)) {
            namedFile(file, name);
        } else {
            problems.add(Origin.of(name), "this is no ordinary file", "");
        }
    }

    /** A folder that the user named: its kustomization, or all manifests below it. */
    void folder(Path folder, String name, Path within) throws IOException {
        visit(folder, name, within, 0);
    }

    private void visit(Path folder, String name, Path within, int depth) throws IOException {
        if (full || !folders.add(folder.toRealPath())) {
            return;
        }
        if (depth > DEEPEST_FOLDER) {
            problems.add(Origin.of(name), "folders are nested deeper than " + DEEPEST_FOLDER + " levels", "");
            return;
        }
        List<Path> children = children(folder, name);
        for (Path child : children) {
            String file = nameOf(child);
            if (KUSTOMIZATIONS.contains(file)) {
                String identity = folder.toRealPath().toString();
                if (identities.add(identity)) {
                    found.add(new Gathered.Kustomization(name, identity));
                }
                return;
            }
            if (file.equals("Chart.yaml")) {
                problems.add(
                        Origin.of(name),
                        "this folder is a Helm chart",
                        "render it and release the output: helm template … | k8s-release deploy --manifests -");
                return;
            }
        }
        for (Path child : children) {
            String file = nameOf(child);
            String path = join(name, file);
            if (file.startsWith(".") || !inside(child, path, within)) {
                continue;
            }
            if (Files.isDirectory(child)) {
                visit(child, path, within, depth + 1);
            } else if (isManifest(file)) {
                regularFile(child, path);
            }
        }
    }

    /** All files below a folder that match, whatever their extension. */
    void glob(Path root, Glob glob, Path within) throws IOException {
        visit(root, glob, List.of(), within);
    }

    private void visit(Path folder, Glob glob, List<String> names, Path within) throws IOException {
        String here = join(glob.root(), String.join("/", names));
        if (full || names.size() > DEEPEST_FOLDER || !folders.add(folder.toRealPath())) {
            return;
        }
        for (Path child : children(folder, here)) {
            List<String> childNames = new ArrayList<>(names);
            childNames.add(nameOf(child));
            boolean matches = glob.matches(childNames);
            if (!matches && !glob.mayMatchBelow(childNames)) {
                continue;
            }
            String path = join(here, nameOf(child));
            if (!inside(child, path, within)) {
                continue;
            }
            if (Files.isDirectory(child)) {
                visit(child, glob, childNames, within);
            } else if (matches) {
                regularFile(child, path);
            }
        }
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }

    private List<Path> children(Path folder, String name) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path child : stream) {
                if (++entries > MOST_ENTRIES) {
                    full(name, "there are more than " + MOST_ENTRIES + " files and folders here");
                    return List.of();
                }
                children.add(child);
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        children.sort(null);
        return children;
    }

    /** False, after a problem was reported, for a link that leads nowhere or out of the folder. */
    private boolean inside(Path child, String path, Path within) {
        if (!Files.isSymbolicLink(child)) {
            return true;
        }
        try {
            Path real = child.toRealPath();
            if (real.startsWith(within)) {
                return true;
            }
            if (Files.isDirectory(real) || isManifest(path)) {
                problems.add(
                        Origin.of(path),
                        "this is a link that leads out of the folder " + Visible.text(within.toString()),
                        "copy what it points to, or name that path itself");
            }
        } catch (IOException e) {
            if (isManifest(path)) {
                problems.add(Origin.of(path), "cannot be read: " + Reasons.of(e), "");
            }
        }
        return false;
    }

    private void read(Path file, String name) {
        if (full) {
            return;
        }
        try {
            String identity = identity(file);
            if (!identities.add(identity)) {
                return;
            }
            if (found.size() == limits.maxFiles()) {
                full(name, "there are more than " + limits.maxFiles() + " files");
                return;
            }
            byte[] content = BoundedInput.read(file, limits.maxFileBytes());
            if (content.length > limits.maxFileBytes()) {
                problems.add(Origin.of(name), "the file is larger than " + Sizes.of(limits.maxFileBytes()), "");
                return;
            }
            bytes += content.length;
            if (bytes > limits.maxTotalBytes()) {
                full(name, "the files are together larger than " + Sizes.of(limits.maxTotalBytes()));
                return;
            }
            found.add(new Gathered.File(name, identity, content));
        } catch (IOException e) {
            problems.add(Origin.of(name), "cannot be read: " + Reasons.of(e), "");
        }
    }

    /** A pipe has no real path. */
    private static String identity(Path file) {
        try {
            return file.toRealPath().toString();
        } catch (IOException e) {
            return file.toAbsolutePath().toString();
        }
    }

    private void full(String name, String message) {
        full = true;
        problems.add(Origin.of(name), message, "name a folder or pattern that holds manifests only");
    }

    private static boolean isManifest(String file) {
        String lower = file.toLowerCase(Locale.ROOT);
        return lower.endsWith(".yaml") || lower.endsWith(".yml") || lower.endsWith(".json");
    }

    private static String join(String folder, String file) {
        if (folder.isEmpty() || file.isEmpty() || folder.equals(".")) {
            return folder.equals(".") || folder.isEmpty() ? file : folder;
        }
        return folder.endsWith("/") ? folder + file : folder + "/" + file;
    }
}
