package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseListener;
import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseEngine;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseRun;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseSettings;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How a release is done: what every command has that changes the application. */
final class ReleaseOptions {

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
                            + " 0s, and 30s for blue-green")
    Duration observe;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "how long it may take until it is healthy and tested, and again an undo; default: 10m")
    Duration timeout = Duration.ofMinutes(10);

    @Option(names = "--no-undo", description = "leave a failed release as it is")
    boolean noUndo;

    @Option(
            names = "--no-quota-check",
            description = "begin without asking whether the release fits the quotas (see the command quota)")
    boolean noQuotaCheck;

    @Option(names = "--dry-run", description = "plan only, and show the changes as diff does")
    boolean dryRun;

    /** The settings that these options stand for, without observation unless it is asked for. */
    ReleaseSettings settings(Console console) throws BadInputException {
        return settings(console, Duration.ZERO);
    }

    /** The settings that these options stand for. */
    ReleaseSettings settings(Console console, Duration usualObserve) throws BadInputException {
        if (timeout.toMillis() < 1000) {
            throw Failure.usage("--timeout must be at least 1s");
        }
        List<SmokeCheck> checks =
                new ArrayList<>(smoke.stream().map(SmokeOptions::check).toList());
        checks.addAll(SmokeArguments.read(console, smokeFiles));
        return ReleaseSettings.standard()
                .withTimeout(timeout)
                .withObserve(observe == null ? usualObserve : observe)
                .withUndoOnFailure(!noUndo)
                .withQuotaCheck(!noQuotaCheck)
                .withSmoke(checks);
    }

    /** Runs a release, prints its plan when that is all that was wanted, and its result; returns the exit code. */
    int run(
            String command,
            Running running,
            Cluster cluster,
            BiFunction<ReleaseEngine, ReleaseListener, ReleaseRun> start) {
        ReleaseResult result = running.result(start);
        running.report(junit, result);
        return running.show(command, cluster, result);
    }
}
