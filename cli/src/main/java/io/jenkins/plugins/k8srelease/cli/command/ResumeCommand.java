package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.kubeconfig.Access;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finishes a release whose process has gone. */
@Command(
        name = "resume",
        description =
                "Finishes a release whose process has gone, as its record says; waits first to see whether its owner"
                        + " lives.",
        sortOptions = false)
final class ResumeCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    AppOption app = new AppOption();

    @Mixin
    ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--undo", description = "undo it, even when it could be finished")
    boolean undo;

    @Mixin
    TestOptions test = new TestOptions();

    @Mixin
    OwnerOption owner = new OwnerOption();

    @Mixin
    CommonOptions common = new CommonOptions();

    ResumeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        common.prepare(console);
        Access access = connection.access(console);
        String namespace = connection.namespace(access);
        RecordNames names = app.names(namespace);
        try (CommandGate gate = test.gate(console);
                Cluster cluster = connection.connect(access)) {
            return new Running(console, common, names, connection.asArguments(namespace))
                    .run(
                            "resume",
                            cluster,
                            (engine, listener) -> engine.resume(cluster, names, owner.holder(), undo, gate, listener));
        }
    }
}
