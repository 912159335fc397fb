package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.manifest.ImageOverride;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadOptions;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedManifests;
import io.jenkins.plugins.k8srelease.engine.manifest.LocalKustomize;
import io.jenkins.plugins.k8srelease.engine.manifest.LocalManifestFiles;
import io.jenkins.plugins.k8srelease.engine.manifest.ManifestLoader;
import io.jenkins.plugins.k8srelease.engine.manifest.ManifestSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Values and images of what is released. */
abstract class ManifestInputs {

    @Option(
            names = {"--set", "--value"},
            paramLabel = "NAME=VALUE",
            description = "what $${NAME} in the manifests stands for; NAME alone takes the value from the environment")
    List<String> set = new ArrayList<>();

    @Option(
            names = "--set-env",
            paramLabel = "NAME",
            description =
                    "take the value of NAME from the environment: for secrets, which other users could read among the"
                            + " arguments; such values are never shown")
    List<String> setEnv = new ArrayList<>();

    @Option(names = "--values-file", paramLabel = "FILE", description = "lines of NAME=VALUE, as in an .env file")
    List<Path> valuesFiles = new ArrayList<>();

    @Option(
            names = "--image",
            paramLabel = "NAME=REF",
            description = "replace an image: backend=registry.example.org/backend:v2, backend:v2, backend=@sha256:...")
    List<String> images = new ArrayList<>();

    /** Files, folders, globs, or {@code -}. */
    abstract List<String> manifests();

    /**
     * Loads everything, or fails with every problem.
     *
     * @param namespace the namespace that the user named, empty for none
     */
    LoadedManifests load(Console console, String namespace) throws BadInputException {
        List<ImageOverride> overrides = images.stream().map(this::image).toList();
        Values values = Values.of(console, set, setEnv, valuesFiles);
        LoadOptions options = LoadOptions.standard()
                .withValues(values.all())
                .withImages(overrides)
                .withNamespace(namespace);
        try {
            LoadedManifests loaded = new ManifestLoader(
                            LocalManifestFiles.anywhere(console.directory(), console.in()),
                            LocalKustomize.of(console.directory().toAbsolutePath()))
                    .load(ManifestSource.parse(manifests()), options);
            values.hideSecrets(console.masking(), loaded.objects());
            loaded.warnings().forEach(w -> console.warn("warning: " + w));
            return loaded;
        } catch (IOException e) {
            throw Failure.usage("the manifests cannot be read: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.cannotStart("interrupted while the manifests were read; nothing was changed", e);
        }
    }

    private ImageOverride image(String text) {
        try {
            return ImageOverride.parse(text);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("--image: " + e.getMessage());
        }
    }
}
