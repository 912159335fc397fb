package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.kubeconfig.Access;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Ends a release that another process runs. */
@Command(
        name = "abort",
        description =
                "Ends a release that another process runs: that process undoes it; when it is gone, this one does.",
        sortOptions = false)
final class AbortCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    AppOption app = new AppOption();

    @Mixin
    ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the history and for whoever ran it")
    String reason = "";

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "how long to wait for the other process to have undone it; default: 10m")
    Duration timeout = Duration.ofMinutes(10);

    @Mixin
    OwnerOption owner = new OwnerOption();

    @Mixin
    CommonOptions common = new CommonOptions();

    AbortCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        common.prepare(console);
        Access access = connection.access(console);
        String namespace = connection.namespace(access);
        RecordNames names = app.names(namespace);
        try (Cluster cluster = connection.connect(access)) {
            return new Running(console, common, names, connection.asArguments(namespace))
                    .run(
                            "abort",
                            cluster,
                            (engine, listener) ->
                                    engine.abort(cluster, names, owner.holder(), reason, timeout, listener));
        }
    }
}
