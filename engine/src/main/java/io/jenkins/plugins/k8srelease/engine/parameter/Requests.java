package io.jenkins.plugins.k8srelease.engine.parameter;

import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenOptions;
import io.jenkins.plugins.k8srelease.engine.capacity.Strategy;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.ImageOverride;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadOptions;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.manifest.ManifestSource;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseSettings;
import io.jenkins.plugins.k8srelease.engine.release.RollbackRequest;
import io.jenkins.plugins.k8srelease.engine.rollout.EnvChange;
import io.jenkins.plugins.k8srelease.engine.rollout.RolloutEdits;
import io.jenkins.plugins.k8srelease.engine.rollout.WorkloadName;
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
        if (operation == Operations.ROLLING_UPDATE
                && edits(arguments).isEmpty()
                && !arguments.given().isEmpty()) {
            throw wrong("k8sRollingUpdate has nothing to do: name images, env, restart, maxSurge, maxUnavailable or"
                    + " minReadySeconds");
        }
        if (operation == Operations.ROLLBACK) {
            workloads(arguments);
            to(arguments);
        }
        if (operation == Operations.SMOKE_TEST) {
            SmokeChecks.of(arguments);
        }
        if (arguments.has("app")) {
            names("default", arguments.text("app"));
        }
        if (operation.parameter("manifests").isPresent()) {
            sourcesNamed(arguments);
        }
    }

    /** Where the manifests are; an error when there are none although the step cannot do without. */
    static List<ManifestSource> sourcesNamed(Arguments arguments) {
        List<ManifestSource> sources = sources(arguments);
        Object standard =
                arguments.operation().parameter("manifests").orElseThrow().standard();
        if (sources.isEmpty() && !standard.equals(List.of())) {
            throw wrong("manifests names nothing: write a file, a folder, a pattern or the text of manifests");
        }
        return sources;
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

    static List<ImageOverride> images(Arguments arguments) {
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
                .withPrune(arguments.operation().parameter("prune").isPresent() && arguments.flag("prune"))
                .withSmoke(SmokeChecks.of("smoke", arguments.checks("smoke")));
    }

    /** The workloads that are named. */
    public static List<WorkloadName> workloads(Arguments arguments) {
        try {
            return arguments.texts("workloads").stream()
                    .map(WorkloadName::parse)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw wrong("workloads: " + e.getMessage());
        }
    }

    /** What a blue-green release is about, besides its objects. */
    public static BlueGreenOptions blueGreen(Arguments arguments) {
        if (arguments.given().isEmpty()) {
            return BlueGreenOptions.of("service");
        }
        if (sources(arguments).isEmpty() && images(arguments).isEmpty()) {
            throw wrong(arguments.operation().name() + ": what is new? Name manifests, or images for what runs");
        }
        try {
            return new BlueGreenOptions(
                    arguments.text("service"),
                    arguments.text("preview"),
                    deployments(arguments),
                    arguments.duration("drain").toMillis(),
                    arguments.duration("keepOld").toMillis());
        } catch (BadArgumentsException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw wrong(arguments.operation().name() + ": " + e.getMessage());
        }
    }

    /** The names of the Deployments that get a second colour. */
    static List<String> deployments(Arguments arguments) {
        return workloads(arguments).stream().map(Requests::deployment).toList();
    }

    private static String deployment(WorkloadName workload) {
        if (!workload.kind().equals(Kinds.DEPLOYMENT)) {
            throw wrong("workloads: only a Deployment can have a second colour beside it, not " + workload);
        }
        return workload.name();
    }

    /** New images for what runs, when no manifests are named. */
    public static RolloutEdits imageEdits(Arguments arguments) {
        return RolloutEdits.of(List.of()).withImages(sources(arguments).isEmpty() ? images(arguments) : List.of());
    }

    /** What a rolling update changes. */
    public static RolloutEdits edits(Arguments arguments) {
        try {
            List<EnvChange> env = arguments.map("env").entrySet().stream()
                    .map(e -> EnvChange.parse(e.getKey() + "=" + e.getValue()))
                    .toList();
            return RolloutEdits.of(workloads(arguments))
                    .withImages(images(arguments))
                    .withEnv(env)
                    .withRestart(arguments.flag("restart"))
                    .withPace(
                            orNull(arguments.text("maxSurge")),
                            orNull(arguments.text("maxUnavailable")),
                            seconds(arguments.text("minReadySeconds")));
        } catch (BadArgumentsException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw wrong("k8sRollingUpdate: " + e.getMessage());
        }
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Integer seconds(String text) {
        if (!text.isEmpty() && !text.matches("\\d{1,6}")) {
            throw wrong("minReadySeconds takes a whole number, not '" + text + "'");
        }
        return text.isEmpty() ? null : Integer.valueOf(text);
    }

    /** Where a rollback goes. */
    public static String to(Arguments arguments) {
        String to = arguments.text("to");
        if (!to.equals(RollbackRequest.PREVIOUS) && !to.matches("[1-9]\\d{0,8}")) {
            throw wrong("to is 'previous' or the number of a recorded release, not '" + to + "'");
        }
        return to;
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
