package io.jenkins.plugins.k8srelease.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.k8srelease.engine.report.ResultDocument;
import io.jenkins.plugins.k8srelease.report.LiveStatus;
import io.jenkins.plugins.k8srelease.report.ReleaseReports;
import io.jenkins.plugins.k8srelease.report.ReportedRelease;
import java.util.Objects;

/** Tells the build what becomes of its releases. For threads that may block. */
final class Reporting {

    private Reporting() {}

    static void begun(RunningRelease release, String clusterName) {
        StoredRelease stored = Objects.requireNonNull(release.stored());
        ReleaseReports.begun(
                release.build(),
                new ReportedRelease(
                        stored.node(),
                        stored.operation(),
                        stored.names().app(),
                        stored.names().namespace(),
                        clusterName));
    }

    static void ended(RunningRelease release, ReleaseOutcome outcome) {
        StoredRelease stored = release.stored();
        if (stored == null) {
            return;
        }
        if (outcome instanceof ReleaseOutcome.Done done) {
            ObjectNode document = ResultDocument.of(stored.operation(), done.names(), done.server(), done.result());
            ReleaseReports.done(release.build(), stored.node(), release.log().hiddenIn(document));
        } else if (outcome instanceof ReleaseOutcome.Broken broken) {
            String message = String.valueOf(broken.cause().getMessage());
            ReleaseReports.broken(release.build(), stored.node(), release.log().hidden(message));
        }
    }

    /** What the build's page asks while a release is under way. */
    @Extension
    public static final class Live implements LiveStatus {

        @Override
        public String of(Run<?, ?> run, String node) {
            return ReleaseRegistry.get().status(ReleaseKey.of(run, node));
        }
    }
}
