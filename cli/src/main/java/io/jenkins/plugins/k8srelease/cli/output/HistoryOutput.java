package io.jenkins.plugins.k8srelease.cli.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.history.RecordedObject;
import io.jenkins.plugins.k8srelease.engine.history.Revision;
import io.jenkins.plugins.k8srelease.engine.report.HistoryReport;
import java.util.List;

/** The releases of an application, on the console. */
public final class HistoryOutput {

    private final Console console;

    public HistoryOutput(Console console) {
        this.console = console;
    }

    /** All of them, for people. */
    public void text(Head head) {
        report().text(head);
    }

    /** One of them with its objects, for people. */
    public void details(Head head, RecordNames names, Revision revision, List<RecordedObject> objects) {
        report().details(head, names, revision, objects);
    }

    private HistoryReport report() {
        return new HistoryReport(console::print, console.style(false));
    }

    /** For machines. */
    public static ObjectNode json(Head head, RecordNames names) {
        return HistoryReport.json(head, names);
    }

    /** One release with its objects. */
    public static ObjectNode json(Head head, RecordNames names, Revision revision, List<RecordedObject> objects) {
        return HistoryReport.json(head, names, revision, objects);
    }
}
