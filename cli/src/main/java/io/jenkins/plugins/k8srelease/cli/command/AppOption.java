package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.parameter.AppName;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Which application. */
final class AppOption {

    @Option(
            names = "--app",
            paramLabel = "NAME",
            description = "the application's name, under which its releases are recorded. deploy and diff find it by"
                    + " themselves when all objects carry the same label app.kubernetes.io/part-of or"
                    + " app.kubernetes.io/name")
    String app;

    /** For commands without manifests. */
    RecordNames names(String namespace) {
        if (app == null) {
            throw Failure.usage("which application? Name it with --app");
        }
        return names(namespace, app);
    }

    /** For commands with manifests, which may say it themselves. */
    RecordNames names(String namespace, List<LoadedObject> objects, Consumer<String> tell) {
        if (app != null) {
            return names(namespace, app);
        }
        AppName.Labelled found = AppName.of(objects)
                .orElseThrow(() -> Failure.usage("which application? Name it with --app; " + AppName.NO_LABEL));
        tell.accept(found.sentence());
        return names(namespace, found.app());
    }

    private static RecordNames names(String namespace, String app) {
        try {
            return new RecordNames(namespace, app);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("--app '" + app + "': " + e.getMessage());
        }
    }
}
