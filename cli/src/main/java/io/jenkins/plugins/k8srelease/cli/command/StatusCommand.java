package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.cli.dump.DumpReader;
import io.jenkins.plugins.k8srelease.cli.kubeconfig.Access;
import io.jenkins.plugins.k8srelease.cli.output.Json;
import io.jenkins.plugins.k8srelease.cli.output.OfflineOutput;
import io.jenkins.plugins.k8srelease.cli.output.StatusOutput;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.health.OfflineStatus;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.status.ApplicationStatus;
import io.jenkins.plugins.k8srelease.engine.status.StatusReader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what is live and how it is. */
@Command(
        name = "status",
        description =
                "Shows which release is live and how healthy it is, and whether one is under way; or judges a dump of"
                        + " objects without a cluster.",
        sortOptions = false)
final class StatusCommand implements Callable<Integer> {

    private final Console console;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description =
                    "judge the objects of this file, YAML or JSON as kubectl get -o writes it, or - for standard input;"
                            + " no cluster is asked")
    String file;

    @Mixin
    AppOption app = new AppOption();

    @Mixin
    ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    CommonOptions common = new CommonOptions();

    StatusCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        common.prepare(console);
        return file == null ? live() : offline();
    }

    private int offline() {
        if (app.app != null) {
            throw Failure.usage("--file judges all objects of the file: leave --app out");
        }
        OfflineStatus status = OfflineStatus.judge(new DumpReader(console).read(file));
        if (common.isJson()) {
            Json.write(console, OfflineOutput.json(status));
        } else {
            OfflineOutput.text(console, status);
        }
        return 0;
    }

    private int live() {
        Access access = connection.access(console);
        RecordNames names = app.names(connection.namespace(access));
        try (Cluster cluster = connection.connect(access)) {
            ApplicationStatus status = new StatusReader(cluster, names).read();
            if (common.isJson()) {
                Json.write(console, StatusOutput.json(status, names, cluster.server()));
            } else {
                new StatusOutput(console).text(status, names);
            }
            return 0;
        }
    }
}
