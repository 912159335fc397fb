package io.jenkins.plugins.k8srelease.engine.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;

/** Manifests on the disk of this machine. */
public final class LocalManifestFiles implements ManifestFiles {

    private static final String OUTSIDE = "the path leads out of the folder in which manifests may lie";

    private final Path base;
    private final boolean confined;
    private final InputStream standardInput;

    private LocalManifestFiles(Path base, boolean confined, InputStream standardInput) {
        this.base = base.toAbsolutePath().normalize();
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
        FileCollector collector = new FileCollector(limits, problems);
        try {
            Path target = base.resolve(path).normalize();
            if (confined && !target.startsWith(base)) {
                problems.add(origin, OUTSIDE, "");
            } else if (Files.exists(target)) {
                existing(path, target, collector);
            } else if (Glob.isGlob(path)) {
                glob(path, collector);
            } else {
                missing(path, target, problems);
            }
        } catch (InvalidPathException e) {
            problems.add(origin, "this is not a path", "");
        } catch (IOException e) {
            problems.add(origin, "cannot be read: " + Reasons.of(e), "");
        }
        return new Gathered(collector.found(), problems.all());
    }

    private void missing(String path, Path target, Problems problems) {
        if (path.startsWith("https://") || path.startsWith("http://")) {
            problems.add(Origin.of(path), "manifests are not fetched from the network", "download the file first");
        } else if (Files.isSymbolicLink(target)) {
            problems.add(Origin.of(path), "this is a link to nothing, or to itself", "");
        } else {
            problems.add(
                    Origin.of(path), "there is no such file or folder", "looked in " + Visible.text(base.toString()));
        }
    }

    private void existing(String path, Path target, FileCollector collector) throws IOException {
        boolean folder = Files.isDirectory(target);
        if (!confined && !folder) {
            collector.namedFile(target, path);
            return;
        }
        Path real = target.toRealPath();
        Path realBase = base.toRealPath();
        if (confined && !real.startsWith(realBase)) {
            collector.problems().add(Origin.of(path), OUTSIDE, "");
        } else if (folder) {
            new FolderWalk(collector, confined ? realBase : real).walk(target, path);
        } else {
            collector.regularFile(target, path);
        }
    }

    private void glob(String path, FileCollector collector) throws IOException {
        Glob glob;
        try {
            glob = new Glob(path);
        } catch (IllegalArgumentException e) {
            collector.problems().add(Origin.of(path), "the pattern is wrong: " + e.getMessage(), "");
            return;
        }
        Path root = base.resolve(glob.root()).normalize();
        if (confined && !root.startsWith(base)) {
            collector.problems().add(Origin.of(path), OUTSIDE, "");
            return;
        }
        int before = collector.problems().count();
        if (Files.isDirectory(root)) {
            Path realBase = base.toRealPath();
            Path real = root.toRealPath();
            if (confined && !real.startsWith(realBase)) {
                collector.problems().add(Origin.of(path), OUTSIDE, "");
                return;
            }
            new GlobWalk(collector, glob, confined ? realBase : real).walk(root);
        }
        if (collector.found().isEmpty() && collector.problems().count() == before) {
            collector
                    .problems()
                    .add(
                            Origin.of(path),
                            "no file matches the pattern",
                            "looked below " + Visible.text(root.toString()));
        }
    }
}
