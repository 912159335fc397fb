package io.jenkins.plugins.k8srelease.quota;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.k8srelease.connection.Connection;
import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.capacity.Answer;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacityReader;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacityReport;
import io.jenkins.plugins.k8srelease.engine.capacity.ResourceLine;
import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedManifests;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.Requests;
import io.jenkins.plugins.k8srelease.report.CapacityTable;
import io.jenkins.plugins.k8srelease.report.ReleaseReports;
import io.jenkins.plugins.k8srelease.workspace.ManifestReading;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Asks whether a release fits, tells it in the log and on the build's page. One and the same for Pipeline and freestyle. */
public final class QuotaCheck {

    /** What programs find in their environment. */
    private static final String PREFIX = "K8S_QUOTA_";

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
                            false);
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
        return new Outcome(environment(report), lacking ? report.sentence() : null);
    }

    /** {@code K8S_QUOTA_ANSWER=fits}, {@code K8S_QUOTA_PEAK_REQUESTS_CPU=2500m} and so on. */
    private static Map<String, String> environment(CapacityReport report) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put(
                PREFIX + "ANSWER",
                report.answer().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        environment.put(PREFIX + "MESSAGE", report.sentence());
        for (ResourceLine line : report.demand()) {
            environment.put(
                    PREFIX + "PEAK_" + line.resource().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"),
                    line.peak().toString());
        }
        return environment;
    }
}
