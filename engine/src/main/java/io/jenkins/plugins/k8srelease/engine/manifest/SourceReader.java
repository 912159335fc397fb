package io.jenkins.plugins.k8srelease.engine.manifest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Fetches the bytes of all sources, kustomizations built. */
final class SourceReader {

    private final ManifestFiles files;
    private final KustomizeRunner kustomize;
    private final LoadLimits limits;
    private final Problems problems;
    private final List<Gathered.File> read = new ArrayList<>();
    private final Set<String> identities = new HashSet<>();
    private final List<String> looked = new ArrayList<>();
    private long bytes;

    SourceReader(ManifestFiles files, KustomizeRunner kustomize, LoadLimits limits, Problems problems) {
        this.files = files;
        this.kustomize = kustomize;
        this.limits = limits;
        this.problems = problems;
    }

    List<Gathered.File> read(List<ManifestSource> sources) throws IOException, InterruptedException {
        boolean standardInputRead = false;
        for (ManifestSource source : sources) {
            if (source instanceof ManifestSource.Path path) {
                looked.add(Visible.text(path.path()));
                take(files.gather(path.path(), limits));
            } else if (source instanceof ManifestSource.Text text) {
                looked.add(text.name());
                take(new Gathered.File(
                        text.name(), "text:" + read.size(), text.text().getBytes(StandardCharsets.UTF_8)));
            } else if (!standardInputRead) {
                standardInputRead = true;
                looked.add("standard input");
                take(new Gathered.File(
                        "standard input", "-", BoundedInput.read(files.standardInput(), limits.maxFileBytes())));
            }
        }
        return read;
    }

    /** Where was looked, for the message that there is nothing. */
    String looked() {
        return looked.isEmpty()
                ? "no file, folder or text was named"
                : "no object in " + Visible.text(String.join(", ", looked), 1_000)
                        + " (folders: files that end in .yaml, .yml or .json)";
    }

    private void take(Gathered gathered) throws IOException, InterruptedException {
        gathered.problems().forEach(problems::add);
        for (Gathered.Found found : gathered.found()) {
            if (found instanceof Gathered.File file) {
                take(file);
            } else if (found instanceof Gathered.Kustomization folder && identities.add(folder.identity())) {
                take(kustomize.build(folder.path(), limits));
            }
        }
    }

    private void take(Gathered.File file) {
        if (!identities.add(file.identity())) {
            return;
        }
        boolean wasFull = bytes > limits.maxTotalBytes();
        bytes += file.content().length;
        if (file.content().length > limits.maxFileBytes()) {
            problems.add(Origin.of(file.name()), "this is larger than " + Sizes.of(limits.maxFileBytes()), "");
        } else if (bytes <= limits.maxTotalBytes()) {
            read.add(file);
        } else if (!wasFull) {
            problems.add(
                    Origin.of(file.name()),
                    "the manifests are together larger than " + Sizes.of(limits.maxTotalBytes()),
                    "");
        }
    }
}
