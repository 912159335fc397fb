package io.jenkins.plugins.k8srelease.engine.manifest;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Keeps what walks through folders find: each file once, within the limits, links only inside of one folder. */
final class FileCollector {

    static final Set<String> KUSTOMIZATIONS = Set.of("kustomization.yaml", "kustomization.yml", "Kustomization");

    /** Entries to look at before one gives up: somebody named the root of a disk. */
    private static final int MOST_ENTRIES = 200_000;

    private final LoadLimits limits;
    private final Problems problems;
    private final List<Gathered.Found> found = new ArrayList<>();
    private final Set<String> identities = new HashSet<>();
    private long bytes;
    private int entries;
    private boolean full;

    FileCollector(LoadLimits limits, Problems problems) {
        this.limits = limits;
        this.problems = problems;
    }

    List<Gathered.Found> found() {
        return found;
    }

    LoadLimits limits() {
        return limits;
    }

    Problems problems() {
        return problems;
    }

    /** True when a limit was reached, which was reported. */
    boolean isFull() {
        return full;
    }

    /** A file that the user named, whatever its extension; a pipe, too, as a shell's {@code <(…)} makes it. */
    void namedFile(Path file, String name) {
        if (KUSTOMIZATIONS.contains(nameOf(file))) {
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

    /** A folder that kustomize must build. */
    void kustomization(Path folder, String name) throws IOException {
        String identity = folder.toRealPath().toString();
        if (identities.add(identity)) {
            found.add(new Gathered.Kustomization(name, identity));
        }
    }

    /** What lies in a folder, sorted. */
    List<Path> children(Path folder, String name) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path child : stream) {
                if (++entries > MOST_ENTRIES) {
                    full(name, "there are more than " + MOST_ENTRIES + " files and folders here");
                    return List.of();
                }
                children.add(child);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        children.sort(null);
        return children;
    }

    /** False, after a problem was reported, for a link that leads nowhere or out of the folder. */
    boolean inside(Path child, String path, Path within) {
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
        if (full || !identities.add(identity(file))) {
            return;
        }
        if (found.size() == limits.maxFiles()) {
            full(name, "there are more than " + limits.maxFiles() + " files");
            return;
        }
        try {
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
            found.add(new Gathered.File(name, identity(file), content));
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

    static boolean isManifest(String file) {
        String lower = file.toLowerCase(Locale.ROOT);
        return lower.endsWith(".yaml") || lower.endsWith(".yml") || lower.endsWith(".json");
    }

    static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }

    /** The path of a file in a folder, as the user would write it. */
    static String join(String folder, String file) {
        if (folder.isEmpty() || folder.equals(".")) {
            return file;
        }
        if (file.isEmpty()) {
            return folder;
        }
        return folder.endsWith("/") ? folder + file : folder + "/" + file;
    }
}
