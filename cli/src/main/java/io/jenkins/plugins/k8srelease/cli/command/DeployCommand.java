package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.kubeconfig.Access;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedManifests;
import io.jenkins.plugins.k8srelease.engine.release.DeployRequest;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Releases manifests. */
@Command(
        name = "deploy",
        description =
                "Plans, applies in waves, waits for health, smoke-tests, observes and records a release; undoes it"
                        + " when it fails.",
        sortOptions = false)
final class DeployCommand implements Callable<Integer> {

    /** What to do with fields that other managers own. */
    enum OnConflict {
        fail,
        force
    }

    private final Console console;

    @Mixin
    ManifestOptions manifests = new ManifestOptions();

    @Mixin
    AppOption app = new AppOption();

    @Mixin
    ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = "--on-conflict",
            paramLabel = "WHAT",
            description =
                    "${COMPLETION-CANDIDATES}: fail, or take fields that others own, such as kubectl edit; default:"
                            + " fail")
    OnConflict onConflict = OnConflict.fail;

    @Option(
            names = "--prune",
            description =
                    "delete at the end what earlier releases had applied and these manifests do not have; volumes,"
                            + " namespaces and CustomResourceDefinitions stay")
    boolean prune;

    @Option(
            names = "--no-plan",
            description = "apply without asking the server first what it would do: fewer requests, but conflicts and"
                    + " refusals show only in the middle of the release, which is then undone")
    boolean noPlan;

    @Mixin
    ReleaseOptions release = new ReleaseOptions();

    @Mixin
    OwnerOption owner = new OwnerOption();

    @Mixin
    CommonOptions common = new CommonOptions();

    DeployCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws BadInputException {
        common.prepare(console);
        ReleaseSettings settings = release.settings(console)
                .withForceConflicts(onConflict == OnConflict.force)
                .withPrune(prune)
                .withPlan(!noPlan);
        Access access = connection.access(console);
        String namespace = connection.namespace(access);
        LoadedManifests loaded = manifests.load(console, connection.namespace == null ? "" : namespace);
        RecordNames names = app.names(namespace, loaded.objects(), console::warn);
        NamespaceAdvice.of(namespace, connection.namespace != null, loaded.objects())
                .ifPresent(console::warn);
        DeployRequest request = new DeployRequest(names, loaded.objects(), settings, owner.holder(), release.dryRun);
        try (Cluster cluster = connection.connect(access)) {
            return release.run(
                    "deploy",
                    new Running(console, common, names, connection.asArguments(namespace)),
                    cluster,
                    (engine, listener) -> engine.deploy(cluster, request, listener));
        }
    }
}
