package io.jenkins.plugins.k8srelease.cli.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.report.StatusReport;
import io.jenkins.plugins.k8srelease.engine.status.ApplicationStatus;

/** What an application is at this moment, on the console. */
public final class StatusOutput {

    private final Console console;

    public StatusOutput(Console console) {
        this.console = console;
    }

    /** For people. */
    public void text(ApplicationStatus status, RecordNames names) {
        new StatusReport(console::print, console.style(false)).text(status, names);
    }

    /** For machines. */
    public static ObjectNode json(ApplicationStatus status, RecordNames names, String server) {
        return StatusReport.json(status, names, server);
    }
}
