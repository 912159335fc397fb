package io.jenkins.plugins.k8srelease.run;

import hudson.Extension;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.init.Terminator;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.listeners.ItemListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.k8srelease.connection.ClusterConnections;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionList;

/** When the controller comes and goes, and when builds end. */
public final class ControllerLife {

    private static final Logger LOGGER = Logger.getLogger(ControllerLife.class.getName());

    private ControllerLife() {}

    /** Before any step comes back, so that it finds its release. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void findReleases() {
        ReleaseRegistry registry = ReleaseRegistry.get();
        for (StoredRelease stored : registry.store().all()) {
            Run<?, ?> build = Run.fromExternalizableId(stored.run());
            if (build == null) {
                LOGGER.warning(() ->
                        "release " + stored.revision() + " of " + stored.names().app() + " in namespace "
                                + stored.names().namespace() + " was begun by " + stored.run()
                                + ", which does not exist any more; 'k8s-release resume' finishes it");
                registry.store().delete(stored);
            } else {
                registry.reopen(new RunningRelease(build, stored));
            }
        }
    }

    /** Goes on with them when everything is loaded. */
    @Extension
    public static final class Loaded extends ItemListener {

        @Override
        public void onLoaded() {
            ReleaseRegistry.get().reopenAll();
        }

        @Override
        public void onLocationChanged(Item item, String oldFullName, String newFullName) {
            ReleaseRegistry.get().moved();
        }
    }

    /** Ends what a build began and did not wait for. */
    @Extension
    public static final class BuildEnds extends RunListener<Run<?, ?>> {

        @Override
        public void onFinalized(Run<?, ?> run) {
            ReleaseRegistry.get().buildEnded(run);
        }
    }

    /** Releases are on record in their clusters, and are found again. Before, builds are still running that begin some. */
    @Terminator(requires = FlowExecutionList.EXECUTIONS_SUSPENDED, attains = ClusterConnections.UNUSED)
    public static void close() {
        ReleaseRegistry.get().close();
    }
}
