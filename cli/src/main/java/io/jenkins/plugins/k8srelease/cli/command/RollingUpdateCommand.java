package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.cli.kubeconfig.Access;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.manifest.ImageOverride;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseSettings;
import io.jenkins.plugins.k8srelease.engine.release.RollingUpdateRequest;
import io.jenkins.plugins.k8srelease.engine.rollout.EnvChange;
import io.jenkins.plugins.k8srelease.engine.rollout.RolloutEdits;
import io.jenkins.plugins.k8srelease.engine.rollout.WorkloadName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives running workloads new images or settings. */
@Command(
        name = "rolling-update",
        description =
                "Gives running workloads new images or settings, pod by pod, without their manifests; a release like"
                        + " any other, that is undone when it fails.",
        sortOptions = false)
final class RollingUpdateCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(
            arity = "0..*",
            paramLabel = "WORKLOADS",
            description = "deployment/backend, statefulset/db, daemonset/agent; without any, every recorded workload"
                    + " that an option concerns")
    List<String> workloads = new ArrayList<>();

    @Option(
            names = "--image",
            paramLabel = "NAME=REF",
            description = "another image: backend=registry.example.org/backend:v2, backend:v2, backend=@sha256:...")
    List<String> images = new ArrayList<>();

    @Option(
            names = "--env",
            paramLabel = "NAME=VALUE",
            description = "set an environment variable, or remove it with NAME-; deployment/backend:NAME=VALUE for one"
                    + " workload, deployment/backend/container:NAME=VALUE for one container")
    List<String> env = new ArrayList<>();

    @Option(names = "--restart", description = "replace all pods, even if nothing else changes")
    boolean restart;

    @Option(names = "--max-surge", paramLabel = "N|N%", description = "how many more pods than wanted may run")
    String maxSurge;

    @Option(names = "--max-unavailable", paramLabel = "N|N%", description = "how many of the pods may be away")
    String maxUnavailable;

    @Option(
            names = "--min-ready-seconds",
            paramLabel = "N",
            description = "how long a pod must be ready before the next one is replaced")
    Integer minReadySeconds;

    @Mixin
    AppOption app = new AppOption();

    @Mixin
    ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    ReleaseOptions release = new ReleaseOptions();

    @Mixin
    OwnerOption owner = new OwnerOption();

    @Mixin
    CommonOptions common = new CommonOptions();

    RollingUpdateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws BadInputException {
        common.prepare(console);
        RolloutEdits edits = edits();
        ReleaseSettings settings = release.settings(console);
        Access access = connection.access(console);
        String namespace = connection.namespace(access);
        RecordNames names = app.names(namespace);
        RollingUpdateRequest request = new RollingUpdateRequest(names, edits, settings, owner.holder(), release.dryRun);
        try (Cluster cluster = connection.connect(access)) {
            return release.run(
                    "rolling-update",
                    new Running(console, common, names, connection.asArguments(namespace)),
                    cluster,
                    (engine, listener) -> engine.rollingUpdate(cluster, request, listener));
        }
    }

    private RolloutEdits edits() {
        List<EnvChange> changes = all("--env", env, EnvChange::parse);
        changes.stream()
                .filter(c -> c.value() != null && Values.looksSecret(c.name()))
                .forEach(c -> console.masking().add(c.value()));
        try {
            return RolloutEdits.of(all("", workloads, WorkloadName::parse))
                    .withImages(all("--image", images, ImageOverride::parse))
                    .withEnv(changes)
                    .withRestart(restart)
                    .withPace(maxSurge, maxUnavailable, minReadySeconds);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(e.getMessage());
        }
    }

    private static <T> List<T> all(String option, List<String> texts, Function<String, T> parse) {
        try {
            return texts.stream().map(parse).toList();
        } catch (IllegalArgumentException e) {
            throw Failure.usage((option.isEmpty() ? "" : option + ": ") + e.getMessage());
        }
    }
}
