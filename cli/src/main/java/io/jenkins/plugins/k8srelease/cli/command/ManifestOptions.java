package io.jenkins.plugins.k8srelease.cli.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** What is released. */
final class ManifestOptions extends ManifestInputs {

    @Parameters(
            arity = "1..*",
            paramLabel = "MANIFESTS",
            description = "files, folders, globs such as 'deploy/**/*.yaml', or - for standard input;"
                    + " a folder with a kustomization is built by kustomize or kubectl")
    List<String> manifests = new ArrayList<>();

    @Override
    List<String> manifests() {
        return manifests;
    }
}
