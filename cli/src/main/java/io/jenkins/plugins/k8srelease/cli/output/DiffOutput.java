package io.jenkins.plugins.k8srelease.cli.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.plan.Plan;
import io.jenkins.plugins.k8srelease.engine.report.DiffReport;

/** What a release would change, on the console. */
public final class DiffOutput {

    private final Console console;

    public DiffOutput(Console console) {
        this.console = console;
    }

    /** For people. */
    public void text(Plan plan) {
        new DiffReport(console::print, console.style(false)).text(plan);
    }

    /** For machines. */
    public static ObjectNode json(Plan plan, RecordNames names, String server) {
        return DiffReport.json(plan, names, server);
    }
}
