package io.jenkins.plugins.k8srelease.engine.parameter;

import io.jenkins.plugins.k8srelease.engine.capacity.Strategy;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.ImageOverride;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadOptions;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.manifest.ManifestSource;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns the arguments of a step into what the engine takes.
 *
 * <p>All methods throw {@link BadArgumentsException} for what cannot be meant.
 */
public final class Requests {

    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);

    private Requests() {}

    /** Checks everything that can be checked without a file or a cluster, so that a mistake shows at once. */
    public static void check(Arguments arguments) {
        Operation operation = arguments.operation();
        if (operation.parameter("images").isPresent()) {
            images(arguments);
        }
        if (operation.parameter("rollbackOnFailure").isPresent()) {
            settings(arguments);
        }
        if (operation == Operations.SMOKE_TEST) {
            SmokeChecks.of(arguments);
        }
        if (arguments.has("app")) {
            names("default", arguments.text("app"));
        }
        if (operation.parameter("manifests").isPresent() && sources(arguments).isEmpty()) {
            throw wrong("manifests names nothing: write a file, a folder, a pattern or the text of manifests");
        }
    }

    /** Where the manifests are. Standard input is none of them. */
    public static List<ManifestSource> sources(Arguments arguments) {
        return ManifestSource.parse(arguments.texts("manifests")).stream()
                .filter(s -> !(s instanceof ManifestSource.StandardInput))
                .toList();
    }

    /**
     * How manifests are loaded.
     *
     * @param namespace the one that the step or an enclosing block names, empty when none does
     */
    public static LoadOptions loadOptions(Arguments arguments, String namespace) {
        return LoadOptions.standard()
                .withValues(arguments.map("values"))
                .withImages(images(arguments))
                .withNamespace(namespace);
    }

    private static List<ImageOverride> images(Arguments arguments) {
        List<ImageOverride> images = new ArrayList<>();
        arguments.map("images").forEach((name, value) -> {
            try {
                images.add(ImageOverride.of(name, value));
            } catch (IllegalArgumentException e) {
                throw wrong("images: " + e.getMessage());
            }
        });
        return images;
    }

    /** How the release is done. */
    public static ReleaseSettings settings(Arguments arguments) {
        Duration timeout = arguments.duration("timeout");
        if (timeout.compareTo(SHORTEST_TIMEOUT) < 0) {
            throw wrong("timeout must be at least 1s");
        }
        return ReleaseSettings.standard()
                .withTimeout(timeout)
                .withObserve(arguments.duration("observe"))
                .withUndoOnFailure(arguments.flag("rollbackOnFailure"))
                .withForceConflicts(arguments.text("onConflict").equals("force"))
                .withQuotaCheck(arguments.flag("quotaCheck"))
                .withSmoke(SmokeChecks.of("smoke", arguments.checks("smoke")));
    }

    /** How a plan is made that is only shown. */
    public static ReleaseSettings planSettings(Arguments arguments) {
        return ReleaseSettings.standard()
                .withForceConflicts(arguments.text("onConflict").equals("force"));
    }

    /** The application that a step without manifests names. */
    public static RecordNames names(Arguments arguments, String namespace) {
        if (!arguments.has("app")) {
            throw wrong(arguments.operation().name() + " needs to know which application: app: '…'");
        }
        return names(namespace, arguments.text("app"));
    }

    /** The application that a step names, or that the labels of its manifests do. */
    public static RecordNames names(Arguments arguments, String namespace, List<LoadedObject> objects) {
        if (arguments.has("app")) {
            return names(namespace, arguments.text("app"));
        }
        Optional<AppName.Labelled> found = AppName.of(objects);
        return names(
                namespace,
                found.orElseThrow(() -> wrong("which application? Name it with app: '…'; " + AppName.NO_LABEL))
                        .app());
    }

    private static RecordNames names(String namespace, String app) {
        try {
            return new RecordNames(namespace, app);
        } catch (IllegalArgumentException e) {
            throw wrong("app '" + app + "': " + e.getMessage());
        }
    }

    /** How the pods are replaced, for the check of capacity. */
    public static Strategy strategy(Arguments arguments) {
        return Strategy.parse(arguments.text("strategy"));
    }

    static BadArgumentsException wrong(String problem) {
        return new BadArgumentsException(List.of(problem));
    }
}
