package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which application. */
final class AppOption {

    private static final List<String> LABELS = List.of("app.kubernetes.io/part-of", "app.kubernetes.io/name");

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
        for (String label : LABELS) {
            Optional<String> found = common(objects, label);
            if (found.isPresent()) {
                tell.accept("application " + found.get() + ", as the label " + label + " of all objects says");
                return names(namespace, found.get());
            }
        }
        throw Failure.usage("which application? Name it with --app; the objects do not all carry the same label "
                + String.join(" or ", LABELS));
    }

    private static Optional<String> common(List<LoadedObject> objects, String label) {
        Set<String> values = objects.stream()
                .map(o -> o.object().labels().getOrDefault(label, ""))
                .collect(Collectors.toSet());
        return values.size() == 1 ? values.stream().filter(v -> !v.isEmpty()).findFirst() : Optional.empty();
    }

    private static RecordNames names(String namespace, String app) {
        try {
            return new RecordNames(namespace, app);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("--app '" + app + "': " + e.getMessage());
        }
    }
}
