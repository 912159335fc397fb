package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.ExitCode;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.cli.output.DiffOutput;
import io.jenkins.plugins.k8srelease.cli.output.Json;
import io.jenkins.plugins.k8srelease.cli.output.ResultOutput;
import io.jenkins.plugins.k8srelease.cli.progress.Progress;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseListener;
import io.jenkins.plugins.k8srelease.engine.history.ClaimOptions;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseEngine;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseRun;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;

/**
 * Runs one release to its end. The first Ctrl-C asks for an undo, the second one leaves at once and says what stays on
 * record.
 */
final class Running {

    private static final int THREADS = 8;

    private final Console console;
    private final CommonOptions common;
    private final RecordNames names;
    private final String arguments;
    private final AtomicBoolean interrupted = new AtomicBoolean();

    /**
     * @param arguments the options that lead another command to the same application
     */
    Running(Console console, CommonOptions common, RecordNames names, String arguments) {
        this.console = console;
        this.common = common;
        this.names = names;
        this.arguments = arguments;
    }

    /** Runs and prints the result; returns the exit code. */
    int run(String command, Cluster cluster, BiFunction<ReleaseEngine, ReleaseListener, ReleaseRun> start) {
        return show(command, cluster, result(start));
    }

    /** Prints a result, with the plan when that is all that was wanted; returns the exit code. */
    int show(String command, Cluster cluster, ReleaseResult result) {
        ResultOutput output = new ResultOutput(console, command, names, cluster.server(), arguments);
        if (common.isJson()) {
            Json.write(console, output.json(result));
        } else {
            if (result.status() == ReleaseResult.Status.PLANNED) {
                result.plan().ifPresent(plan -> new DiffOutput(console).text(plan));
            }
            output.text(result);
        }
        return output.exitCode(result);
    }

    /** Writes what the smoke tests answered where it was asked for. */
    void report(Path junit, ReleaseResult result) {
        SmokeArguments.report(console, junit, "smoke tests of " + names.app(), result.smoke());
    }

    /** Runs without printing the result. */
    ReleaseResult result(BiFunction<ReleaseEngine, ReleaseListener, ReleaseRun> start) {
        try (ReleaseEngine engine = new ReleaseEngine(THREADS, ClaimOptions.standard());
                Progress progress = new Progress(console, common.isJson())) {
            ReleaseRun run = start.apply(engine, progress);
            console.onInterrupt(() -> interrupt(run, progress));
            return run.join();
        } catch (RuntimeException e) {
            if (e instanceof Failure) {
                throw e;
            }
            throw Failure.unfinished(
                    "the release stopped unexpectedly (" + e + "). " + whatStays()
                            + ". Please report this with what --verbose" + " shows",
                    e);
        } finally {
            console.onInterrupt(() -> {});
        }
    }

    private void interrupt(ReleaseRun run, Progress progress) {
        if (interrupted.compareAndSet(false, true)) {
            progress.line(
                    "interrupted: undoing what was changed; interrupt once more to leave it as it is and exit at once");
            run.abort("interrupted by the user");
            return;
        }
        progress.close();
        console.warn("Left at once. " + whatStays() + ".");
        console.flush();
        // Not exit(): no hook may wait for a release that is still running.
        Runtime.getRuntime().halt(ExitCode.NOT_UNDONE);
    }

    private String whatStays() {
        String command = "'k8s-release resume --app " + names.app() + arguments;
        return "If a release of " + names.app() + " had begun it is still on record as under way: " + command
                + "' finishes it, " + command + " --undo' undoes it";
    }
}
