package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.cli.kubeconfig.Access;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseSettings;
import io.jenkins.plugins.k8srelease.engine.release.RollbackRequest;
import io.jenkins.plugins.k8srelease.engine.rollout.WorkloadName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Goes back to a recorded release. */
@Command(
        name = "rollback",
        description = "Goes back to a recorded release: its objects and ConfigMaps, and the images that its pods ran."
                + " Secrets stay as they are.",
        sortOptions = false)
final class RollbackCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(
            arity = "0..1",
            paramLabel = "TO",
            defaultValue = RollbackRequest.PREVIOUS,
            description = "the number of a release, or previous: the newest that passed and is not live; default:"
                    + " previous")
    String to;

    @Option(
            names = "--workload",
            paramLabel = "KIND/NAME",
            description = "only this workload, with the ConfigMaps that it refers to; may be given several times")
    List<String> workloads = new ArrayList<>();

    @Option(names = "--restore-secrets", description = "Secrets go back, too: passwords rotated since would return")
    boolean restoreSecrets;

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

    RollbackCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws BadInputException {
        common.prepare(console);
        ReleaseSettings settings = release.settings(console);
        Access access = connection.access(console);
        String namespace = connection.namespace(access);
        RecordNames names = app.names(namespace);
        RollbackRequest request = request(names, settings);
        try (Cluster cluster = connection.connect(access)) {
            return release.run(
                    "rollback",
                    new Running(console, common, names, connection.asArguments(namespace)),
                    cluster,
                    (engine, listener) -> engine.rollback(cluster, request, listener));
        }
    }

    private RollbackRequest request(RecordNames names, ReleaseSettings settings) {
        try {
            return new RollbackRequest(
                    names,
                    to,
                    workloads.stream().map(WorkloadName::parse).toList(),
                    restoreSecrets,
                    settings,
                    owner.holder(),
                    release.dryRun);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(e.getMessage());
        }
    }
}
