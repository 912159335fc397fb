package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.kubeconfig.Access;
import io.jenkins.plugins.k8srelease.cli.output.DiffOutput;
import io.jenkins.plugins.k8srelease.cli.output.Json;
import io.jenkins.plugins.k8srelease.cli.output.ResultOutput;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.history.ClaimOptions;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedManifests;
import io.jenkins.plugins.k8srelease.engine.plan.Plan;
import io.jenkins.plugins.k8srelease.engine.release.DeployRequest;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseEngine;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a release would change. */
@Command(
        name = "diff",
        description = "Shows what deploy would change, field by field as the API server answers to a dry run. Changes"
                + " nothing.",
        sortOptions = false)
final class DiffCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    ManifestOptions manifests = new ManifestOptions();

    @Mixin
    AppOption app = new AppOption();

    @Mixin
    ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--exit-code", description = "exit with 1 when something would change")
    boolean exitCode;

    @Option(
            names = "--on-conflict",
            paramLabel = "WHAT",
            description = "${COMPLETION-CANDIDATES}: plan as deploy would with the same option; default: fail")
    DeployCommand.OnConflict onConflict = DeployCommand.OnConflict.fail;

    @Option(
            names = "--prune",
            description =
                    "delete at the end what earlier releases had applied and these manifests do not have; volumes,"
                            + " namespaces and CustomResourceDefinitions stay")
    boolean prune;

    @Mixin
    CommonOptions common = new CommonOptions();

    DiffCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws BadInputException {
        common.prepare(console);
        Access access = connection.access(console);
        String namespace = connection.namespace(access);
        LoadedManifests loaded = manifests.load(console, connection.namespace == null ? "" : namespace);
        RecordNames names = app.names(namespace, loaded.objects(), console::warn);
        ReleaseSettings settings = ReleaseSettings.standard()
                .withForceConflicts(onConflict == DeployCommand.OnConflict.force)
                .withPrune(prune)
                .withQuotaCheck(false);
        DeployRequest request = new DeployRequest(names, loaded.objects(), settings, new OwnerOption().holder(), true);
        try (Cluster cluster = connection.connect(access);
                ReleaseEngine engine = new ReleaseEngine(2, ClaimOptions.standard())) {
            ReleaseResult result = engine.deploy(cluster, request, this::tell).join();
            if (result.status() != ReleaseResult.Status.PLANNED) {
                return refused(result, names, cluster.server());
            }
            return show(result.plan().orElseThrow(), names, cluster.server());
        }
    }

    private void tell(ReleaseEvent event) {
        if (event instanceof ReleaseEvent.Info || event instanceof ReleaseEvent.Warning) {
            console.warn((event instanceof ReleaseEvent.Warning ? "warning: " : "") + event.line());
        }
    }

    private int refused(ReleaseResult result, RecordNames names, String server) {
        int code = ResultOutput.exitCode(result.status());
        if (common.isJson()) {
            Json.write(console, Json.error(code, result.message()));
        }
        new ResultOutput(console, "diff", names, server, "").text(result);
        return code;
    }

    private int show(Plan plan, RecordNames names, String server) {
        if (common.isJson()) {
            Json.write(console, DiffOutput.json(plan, names, server));
        } else {
            new DiffOutput(console).text(plan);
        }
        return exitCode && !plan.changesNothing() ? 1 : 0;
    }
}
