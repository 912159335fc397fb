package io.jenkins.plugins.k8srelease.quota;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.k8srelease.connection.Connection;
import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.capacity.Answer;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacityReader;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacityReport;
import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedManifests;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.Requests;
import io.jenkins.plugins.k8srelease.engine.report.ReturnValues;
import io.jenkins.plugins.k8srelease.report.CapacityTable;
import io.jenkins.plugins.k8srelease.report.ReleaseReports;
import io.jenkins.plugins.k8srelease.workspace.ManifestReading;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

/** Asks whether a release fits, tells it in the log and on the build's page. One and the same for Pipeline and freestyle. */
public final class QuotaCheck {

    private QuotaCheck() {}

    /**
     * What it came to.
     *
     * @param environment for what follows
     * @param shortage null when it fits as far as can be said, otherwise why it does not
     */
    public record Outcome(Map<String, String> environment, String shortage) {}

    /**
     * Asks. For threads that may block.
     *
     * @param folder where the manifests lie, null where they are given as text
     * @param out takes a line at a time for the log
     * @throws AbortException when it does not fit and the build is to fail then
     */
    public static Outcome ask(
            Run<?, ?> run,
            FilePath folder,
            Connection connection,
            Target target,
            Arguments arguments,
            Consumer<String> out)
            throws BadInputException, IOException, InterruptedException {
        LoadedManifests loaded = ManifestReading.read(folder, arguments, target, out);
        CapacityReport report;
        try {
            report = new CapacityReader(connection.cluster())
                    .check(
                            connection.namespace(),
                            loaded.objects(),
                            Requests.strategy(arguments),
                            arguments.share("headroom"),
                            arguments.flag("nodesFixed"));
        } catch (IllegalArgumentException e) {
            throw new AbortException(e.getMessage());
        }
        String text = report.toText().stripTrailing();
        text.lines().forEach(out);
        String where = connection.clusterName() + " / " + connection.namespace();
        ReleaseReports.capacity(run, new CapacityTable(where, report.answer().name(), text));
        boolean lacking = report.answer() == Answer.DOES_NOT_FIT;
        if (lacking && arguments.text("onShortage").equals("fail")) {
            throw new AbortException(report.sentence());
        }
        return new Outcome(ReturnValues.environment(report), lacking ? report.sentence() : null);
    }
}
