package io.jenkins.plugins.k8srelease.engine.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;

/** Manifests on the disk of this machine. */
public final class LocalManifestFiles implements ManifestFiles {

    private final Path base;
    private final boolean confined;
    private final InputStream standardInput;

    private LocalManifestFiles(Path base, boolean confined, InputStream standardInput) {
        this.base = Objects.requireNonNull(base, "base");
        this.confined = confined;
        this.standardInput = standardInput;
    }

    /** Files of the user at the shell, who may name any path; relative ones begin at a folder. */
    public static LocalManifestFiles anywhere(Path workingDirectory, InputStream standardInput) {
        return new LocalManifestFiles(workingDirectory, false, Objects.requireNonNull(standardInput, "standardInput"));
    }

    /** Files below one folder, a workspace for example: absolute paths elsewhere, {@code ..} and links that lead out are refused. */
    public static LocalManifestFiles within(Path folder) {
        return new LocalManifestFiles(folder, true, null);
    }

    @Override
    public InputStream standardInput() throws IOException {
        return standardInput == null ? ManifestFiles.super.standardInput() : standardInput;
    }

    @Override
    public Gathered gather(String path, LoadLimits limits) {
        Problems problems = new Problems();
        Origin origin = Origin.of(path);
        FolderWalk walk = new FolderWalk(limits, problems);
        try {
            Path target = base.resolve(path).normalize();
            if (Files.exists(target)) {
                Path realBase = base.toRealPath();
                Path real = target.toRealPath();
                if (confined && !real.startsWith(realBase)) {
                    problems.add(origin, "the path leads out of the folder in which manifests may lie", "");
                } else if (Files.isDirectory(real)) {
                    walk.folder(target, path, confined ? realBase : real);
                } else if (!confined || Files.isRegularFile(real)) {
                    walk.namedFile(target, path);
                } else {
                    problems.add(origin, "this is no ordinary file", "");
                }
            } else if (Glob.isGlob(path)) {
                glob(path, walk, problems);
            } else {
                problems.add(origin, "there is no such file or folder", "looked in " + Visible.text(base.toString()));
            }
        } catch (InvalidPathException e) {
            problems.add(origin, "this is not a path", "");
        } catch (IOException e) {
            problems.add(origin, "cannot be read: " + Reasons.of(e), "");
        }
        return new Gathered(walk.found(), problems.all());
    }

    private void glob(String path, FolderWalk walk, Problems problems) throws IOException {
        Glob glob;
        try {
            glob = new Glob(path);
        } catch (IllegalArgumentException e) {
            problems.add(Origin.of(path), "the pattern is wrong: " + e.getMessage(), "");
            return;
        }
        Path root = base.resolve(glob.root()).normalize();
        int before = problems.count();
        if (Files.isDirectory(root)) {
            Path realBase = base.toRealPath();
            Path real = root.toRealPath();
            if (confined && !real.startsWith(realBase)) {
                problems.add(Origin.of(path), "the path leads out of the folder in which manifests may lie", "");
                return;
            }
            walk.glob(root, glob, confined ? realBase : real);
        }
        if (walk.found().isEmpty() && problems.count() == before) {
            problems.add(
                    Origin.of(path), "no file matches the pattern", "looked below " + Visible.text(root.toString()));
        }
    }
}
