package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.cli.kubeconfig.Access;
import io.jenkins.plugins.k8srelease.cli.output.DiffOutput;
import io.jenkins.plugins.k8srelease.cli.output.Json;
import io.jenkins.plugins.k8srelease.cli.output.ResultOutput;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedManifests;
import io.jenkins.plugins.k8srelease.engine.release.DeployRequest;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseSettings;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
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

    @ArgGroup(exclusive = false, multiplicity = "0..*")
    List<SmokeOptions> smoke = new ArrayList<>();

    @Option(
            names = "--smoke-file",
            paramLabel = "FILE",
            description = "smoke tests in YAML or JSON, run after those above; may be given several times")
    List<Path> smokeFiles = new ArrayList<>();

    @Option(names = "--junit", paramLabel = "FILE", description = "write the smoke tests' results as JUnit XML, too")
    Path junit;

    @Option(
            names = "--observe",
            paramLabel = "DURATION",
            description =
                    "how long the release is watched after it is healthy; what turns unhealthy then fails it; default:"
                            + " 0s")
    Duration observe = Duration.ZERO;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "how long it may take until it is healthy and tested, and again an undo; default: 10m")
    Duration timeout = Duration.ofMinutes(10);

    @Option(names = "--no-undo", description = "leave a failed release as it is")
    boolean noUndo;

    @Option(
            names = "--on-conflict",
            paramLabel = "WHAT",
            description =
                    "${COMPLETION-CANDIDATES}: fail, or take fields that others own, such as kubectl edit; default:"
                            + " fail")
    OnConflict onConflict = OnConflict.fail;

    @Option(
            names = "--no-quota-check",
            description = "begin without asking whether the release fits the quotas (see the command quota)")
    boolean noQuotaCheck;

    @Option(names = "--dry-run", description = "plan only, and show the changes as diff does")
    boolean dryRun;

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
        ReleaseSettings settings = settings();
        Access access = connection.access(console);
        String namespace = connection.namespace(access);
        LoadedManifests loaded = manifests.load(console, connection.namespace == null ? "" : namespace);
        RecordNames names = app.names(namespace, loaded.objects(), console::warn);
        NamespaceAdvice.of(namespace, connection.namespace != null, loaded.objects())
                .ifPresent(console::warn);
        DeployRequest request = new DeployRequest(names, loaded.objects(), settings, owner.holder(), dryRun);
        try (Cluster cluster = connection.connect(access)) {
            Running running = new Running(console, common, names, connection.asArguments(namespace));
            ReleaseResult result = running.result((engine, listener) -> engine.deploy(cluster, request, listener));
            SmokeArguments.report(console, junit, "smoke tests of " + names.app(), result.smoke());
            return show(result, names, cluster.server(), namespace);
        }
    }

    private int show(ReleaseResult result, RecordNames names, String server, String namespace) {
        ResultOutput output = new ResultOutput(console, "deploy", names, server, connection.asArguments(namespace));
        if (common.isJson()) {
            Json.write(console, output.json(result));
        } else {
            if (result.status() == ReleaseResult.Status.PLANNED) {
                result.plan().ifPresent(plan -> new DiffOutput(console).text(plan));
            }
            output.text(result);
        }
        return ResultOutput.exitCode(result.status());
    }

    private ReleaseSettings settings() throws BadInputException {
        if (timeout.toMillis() < 1000) {
            throw Failure.usage("--timeout must be at least 1s");
        }
        List<SmokeCheck> checks =
                new ArrayList<>(smoke.stream().map(SmokeOptions::check).toList());
        checks.addAll(SmokeArguments.read(console, smokeFiles));
        return ReleaseSettings.standard()
                .withTimeout(timeout)
                .withObserve(observe)
                .withUndoOnFailure(!noUndo)
                .withForceConflicts(onConflict == OnConflict.force)
                .withQuotaCheck(!noQuotaCheck)
                .withSmoke(checks);
    }
}
