package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.engine.manifest.ImageOverride;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** What is released, where what runs already can be released with other images. */
final class OptionalManifests extends ManifestInputs {

    @Parameters(
            arity = "0..*",
            paramLabel = "MANIFESTS",
            description = "files, folders, globs or - for standard input; without any, what is on record or runs")
    List<String> manifests = new ArrayList<>();

    @Override
    List<String> manifests() {
        return manifests;
    }

    boolean isEmpty() {
        return manifests.isEmpty();
    }

    /** The images for what runs already. */
    List<ImageOverride> overrides() {
        try {
            return images.stream().map(ImageOverride::parse).toList();
        } catch (IllegalArgumentException e) {
            throw Failure.usage("--image: " + e.getMessage());
        }
    }
}
