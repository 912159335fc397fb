package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.cli.kubeconfig.Access;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.ClaimOptions;
import io.jenkins.plugins.k8srelease.engine.history.Current;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.history.Unlocked;
import io.jenkins.plugins.k8srelease.engine.release.Durations;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseEngine;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes a release from an owner that a person knows to be gone. */
@Command(
        name = "unlock",
        description =
                "Takes a release under way from an owner that is gone for good, so that resume can finish or undo it at"
                        + " once.",
        sortOptions = false)
final class UnlockCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    AppOption app = new AppOption();

    @Mixin
    ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = {"-y", "--yes"},
            description = "do not ask")
    boolean yes;

    @Option(names = "--force", description = "even though the owner was heard of within its lease")
    boolean force;

    @Mixin
    CommonOptions common = new CommonOptions();

    UnlockCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        common.prepare(console);
        Access access = connection.access(console);
        String namespace = connection.namespace(access);
        RecordNames names = app.names(namespace);
        try (Cluster cluster = connection.connect(access);
                ReleaseEngine engine = new ReleaseEngine(1, ClaimOptions.standard())) {
            Unlocked result = engine.unlock(cluster, names, force, this::agreed, event -> console.print(event.line()));
            return tell(result, names, namespace);
        }
    }

    private boolean agreed(Current current) {
        if (yes) {
            return true;
        }
        if (!console.terminal().in()) {
            throw Failure.usage("unlock asks before it takes " + current.describe()
                    + " from its owner, and nobody can answer here: add --yes");
        }
        return console.confirm("Take " + current.describe() + " from its owner?");
    }

    private int tell(Unlocked result, RecordNames names, String namespace) {
        if (result instanceof Unlocked.NothingUnderWay) {
            console.print("no release of " + names.app() + " in namespace " + namespace
                    + " is under way; there is nothing to unlock");
            return 0;
        }
        if (result instanceof Unlocked.Given given) {
            String resume = "k8s-release resume --app " + names.app() + connection.asArguments(namespace);
            console.print("unlocked " + given.current().describe());
            console.print("'" + resume + "' finishes it, '" + resume + " --undo' undoes it");
            return 0;
        }
        if (result instanceof Unlocked.OwnerAtWork atWork) {
            throw Failure.cannotStart(
                    atWork.current().describe() + " is at work: its owner was heard of "
                            + Durations.text(Math.max(0, atWork.owner().age().toMillis()))
                            + " ago. Stop it there; or wait until it has been silent for "
                            + Durations.text(atWork.owner().duration().toMillis())
                            + "; or use --force, after which it stops before its next change",
                    null);
        }
        if (result instanceof Unlocked.TakenMeanwhile taken) {
            throw Failure.cannotStart(
                    taken.current().describe() + " came into these hands at the same moment; nothing was changed",
                    null);
        }
        throw Failure.cannotStart("nothing was changed", null);
    }
}
