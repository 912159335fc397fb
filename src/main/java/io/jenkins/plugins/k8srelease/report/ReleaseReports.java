package io.jenkins.plugins.k8srelease.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps reports with their build. For threads that may block. */
public final class ReleaseReports {

    private static final Logger LOGGER = Logger.getLogger(ReleaseReports.class.getName());

    private ReleaseReports() {}

    /** A release has begun. A second one of the same step takes the place of the first. */
    public static void begun(Run<?, ?> build, ReportedRelease release) {
        change(build, action -> action.add(release));
    }

    /** A release came to a result. */
    public static void done(Run<?, ?> build, String node, ObjectNode document) {
        end(build, node, release -> release.done(document.toString(), !build.isBuilding()));
    }

    /** A release stopped without a result. Nothing is kept of one that never began. */
    public static void broken(Run<?, ?> build, String node, String message) {
        end(build, node, release -> release.broken(message, !build.isBuilding()));
    }

    /** It was asked whether a release fits. */
    public static void capacity(Run<?, ?> build, CapacityTable table) {
        change(build, action -> action.add(table));
    }

    @CheckForNull
    public static ReleaseAction of(Run<?, ?> build) {
        return build.getAction(ReleaseAction.class);
    }

    private static void end(Run<?, ?> build, String node, Consumer<ReportedRelease> how) {
        ReleaseAction action = of(build);
        ReportedRelease release = action == null ? null : action.find(node);
        if (release != null) {
            how.accept(release);
            change(build, a -> {});
        }
    }

    private static void change(Run<?, ?> build, Consumer<ReleaseAction> change) {
        synchronized (build) {
            ReleaseAction action = of(build);
            if (action == null) {
                action = new ReleaseAction();
                build.addAction(action);
            }
            change.accept(action);
        }
        try {
            build.save();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "the release report of " + build + " could not be written");
        }
    }
}
