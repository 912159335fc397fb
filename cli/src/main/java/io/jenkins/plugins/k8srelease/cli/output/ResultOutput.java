package io.jenkins.plugins.k8srelease.cli.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.ExitCode;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.report.ResultDocument;
import io.jenkins.plugins.k8srelease.engine.report.ResultReport;

/** How a release ended, on the console. */
public final class ResultOutput {

    private final Console console;
    private final String command;
    private final RecordNames names;
    private final String server;
    private final String arguments;

    /**
     * @param command for example {@code deploy}
     * @param arguments the options that lead another command to the same application
     */
    public ResultOutput(Console console, String command, RecordNames names, String server, String arguments) {
        this.console = console;
        this.command = command;
        this.names = names;
        this.server = server;
        this.arguments = arguments;
    }

    /** The exit code that stands for an outcome. */
    public static int exitCode(Status status) {
        return ResultDocument.exitCode(status);
    }

    /** The exit code of this command: that everything was undone is what an abort is for. */
    public int exitCode(ReleaseResult result) {
        return isAborted(result) ? ExitCode.DONE : exitCode(result.status());
    }

    private boolean isAborted(ReleaseResult result) {
        return command.equals("abort") && result.status() == Status.UNDONE;
    }

    /** For people; what never began is told on standard error. */
    public void text(ReleaseResult result) {
        boolean notBegun = result.status() == Status.BAD_INPUT || result.status() == Status.NOT_STARTED;
        String next = "k8s-release status --app " + names.app() + arguments + " tells what is live and how it is";
        ResultReport report =
                new ResultReport(notBegun ? console::warn : console::print, console.style(notBegun), names, next);
        if (isAborted(result)) {
            report.done(result);
        } else {
            report.text(result);
        }
    }

    /** For machines. */
    public ObjectNode json(ReleaseResult result) {
        return ResultDocument.of(command, names, server, result).put("exitCode", exitCode(result));
    }
}
