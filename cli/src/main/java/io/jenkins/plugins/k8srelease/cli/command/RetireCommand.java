package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.kubeconfig.Access;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes away the colour that a blue-green release kept. */
@Command(
        name = "retire",
        description = "Takes away the old colour that a blue-green release kept for a way back.",
        sortOptions = false)
final class RetireCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    AppOption app = new AppOption();

    @Mixin
    ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--if-due", description = "only when the time for which it is kept is over")
    boolean ifDue;

    @Mixin
    OwnerOption owner = new OwnerOption();

    @Mixin
    CommonOptions common = new CommonOptions();

    RetireCommand(Console console) {
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
                            "retire",
                            cluster,
                            (engine, listener) -> engine.retire(cluster, names, owner.holder(), ifDue, listener));
        }
    }
}
