package io.jenkins.plugins.k8srelease.run;

import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.AsyncPeriodicWork;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.k8srelease.connection.ClusterConnections;
import io.jenkins.plugins.k8srelease.connection.Connection;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.HeadStore;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.ProcessIdentity;
import io.jenkins.plugins.k8srelease.engine.history.StoredHead;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.JenkinsLocationConfiguration;

/**
 * Takes the other colour away when its time is over, with the cluster's own credential where builds of the job may use it.
 * Where they may not, the next release of the application does it, or {@code k8s-release retire}.
 */
@Extension
public final class Retirement extends AsyncPeriodicWork {

    private static final Logger LOGGER = Logger.getLogger(Retirement.class.getName());

    /** Longer than a retirement may take. */
    private static final long PATIENCE_MINUTES = 15;

    private final KeptColours kept = new KeptColours();

    public Retirement() {
        super("Retiring of colours in Kubernetes");
    }

    static Retirement get() {
        return ExtensionList.lookupSingleton(Retirement.class);
    }

    @Override
    public long getRecurrencePeriod() {
        return MIN;
    }

    @Override
    protected Level getNormalLoggingLevel() {
        return Level.FINE;
    }

    KeptColours kept() {
        return kept;
    }

    /** A release has ended that may have kept the other colour. */
    void consider(StoredRelease release, ReleaseResult result) {
        String cluster = release.target().cluster();
        boolean keeps =
                release.operation().equals("blue-green") || release.operation().equals("rollback");
        if (cluster != null && keeps && result.status() == ReleaseResult.Status.SUCCEEDED) {
            kept.add(new KeptColour(release.run(), cluster, release.names()));
        }
    }

    /** On a thread of its own. */
    @Override
    protected void execute(TaskListener listener) throws InterruptedException {
        for (KeptColour colour : kept.all()) {
            try {
                if (isSettled(colour)) {
                    kept.remove(colour);
                }
            } catch (ApiException | ExecutionException | TimeoutException e) {
                LOGGER.log(Level.INFO, e, () -> "the other colour of " + colour + " is not retired yet");
            }
        }
    }

    /** Retires it when it is due; true when there is nothing left to do here. */
    private boolean isSettled(KeptColour colour) throws InterruptedException, ExecutionException, TimeoutException {
        Run<?, ?> build = Run.fromExternalizableId(colour.run());
        if (build == null) {
            return true;
        }
        try (Connection connection = ClusterConnections.open(build, colour.target())) {
            Optional<Colours.Side> standby = new HeadStore(connection.cluster(), colour.names())
                    .read()
                    .map(StoredHead::head)
                    .map(Head::colours)
                    .map(Colours::standby);
            if (standby.isEmpty()) {
                return true;
            }
            if (!standby.get().isDue(connection.cluster().now())) {
                return false;
            }
            ReleaseResult result = ReleaseRegistry.get()
                    .engine()
                    .retire(connection.cluster(), colour.names(), holder(), true, event -> {})
                    .result()
                    .get(PATIENCE_MINUTES, TimeUnit.MINUTES);
            LOGGER.info(() -> colour + ": " + result.message());
            return result.status() == ReleaseResult.Status.SUCCEEDED;
        } catch (AbortException e) {
            LOGGER.log(Level.FINE, e, () -> "the next release of " + colour + " retires its other colour");
            return true;
        }
    }

    private static Holder holder() {
        String url = JenkinsLocationConfiguration.get().getUrl();
        return new Holder(
                "jenkins-retirement:" + UUID.randomUUID(),
                "the timer that retires colours",
                url == null ? "" : url,
                ProcessIdentity.current());
    }
}
