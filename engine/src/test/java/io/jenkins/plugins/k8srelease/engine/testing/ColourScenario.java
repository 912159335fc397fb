package io.jenkins.plugins.k8srelease.engine.testing;

import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenOptions;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.release.BlueGreenRequest;
import io.jenkins.plugins.k8srelease.engine.release.DeployRequest;
import io.jenkins.plugins.k8srelease.engine.release.Gate;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseSettings;
import io.jenkins.plugins.k8srelease.engine.release.RollbackRequest;
import io.jenkins.plugins.k8srelease.engine.release.RollingUpdateRequest;
import io.jenkins.plugins.k8srelease.engine.rollout.RolloutEdits;
import io.jenkins.plugins.k8srelease.engine.testing.EngineProcess.Operation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What is done to the application {@code web}, after what, and how it ends when nothing is in its way. */
public enum ColourScenario {
    ADOPTION(List.of(Does.DEPLOYED), Does.GREEN, null, Status.SUCCEEDED),
    SECOND_RUN_WITH_A_TEST(
            List.of(Does.DEPLOYED, Does.GREEN),
            Does.blueGreen("v3", Does.PASSES, Does.OPTIONS),
            Does.PASSES,
            Status.SUCCEEDED),
    FAILING_TEST(List.of(Does.DEPLOYED), Does.blueGreen("v2", Does.FAILS, Does.OPTIONS), Does.FAILS, Status.UNDONE),
    SWITCH_BACK(
            List.of(Does.DEPLOYED),
            Does.blueGreen(
                    Apps.load(Apps.web("v2", "unhealthy-after=6s", "info")),
                    Does.SETTINGS.withObserve(Duration.ofSeconds(60))),
            null,
            Status.UNDONE),
    RETIREMENT(
            List.of(Does.DEPLOYED, Does.GREEN),
            (engine, cluster, names, holder, listener) -> engine.retire(cluster, names, holder, false, listener),
            null,
            Status.SUCCEEDED),
    ROLLBACK_WITHIN_THE_WINDOW(
            List.of(Does.DEPLOYED, Does.blueGreen("v2", null, Does.OPTIONS)), Does.BACK, null, Status.SUCCEEDED),
    ROLLBACK_AFTER_THE_WINDOW(
            List.of(Does.DEPLOYED, Does.blueGreen("v2", null, Does.OPTIONS.withKeepOld(Duration.ZERO))),
            Does.BACK,
            null,
            Status.SUCCEEDED),
    /** Of the colour that serves, which the Service goes on selecting. */
    ROLLING_UPDATE_OF_A_COLOUR(List.of(Does.DEPLOYED, Does.GREEN), Does.rollingUpdate("v3"), null, Status.SUCCEEDED),
    PLAIN_ROLLING_UPDATE(List.of(Does.DEPLOYED), Does.rollingUpdate("v2"), null, Status.SUCCEEDED),
    PLAIN_ROLLBACK(
            List.of(Does.DEPLOYED, Does.deployed(Apps.web("v2", "", "debug"))), Does.BACK, null, Status.SUCCEEDED);

    private final List<Operation> before;
    private final Operation operation;
    private final Gate gate;
    private final Status end;

    /**
     * @param gate what tests the other colour when the release is resumed, null for none
     */
    ColourScenario(List<Operation> before, Operation operation, Gate gate, Status end) {
        this.before = before;
        this.operation = operation;
        this.gate = gate;
        this.end = end;
    }

    public List<Operation> before() {
        return before;
    }

    public Operation operation() {
        return operation;
    }

    public Gate gate() {
        return gate;
    }

    public Status end() {
        return end;
    }

    /** True when old and new pods of one Deployment serve side by side, as in every rolling update. */
    public boolean isRolling() {
        return this == ROLLING_UPDATE_OF_A_COLOUR || this == PLAIN_ROLLING_UPDATE || this == PLAIN_ROLLBACK;
    }

    /** True for what {@code OperationsFaultTest} kills at its requests. */
    public boolean hasItsDeathsElsewhere() {
        return this == PLAIN_ROLLING_UPDATE || this == PLAIN_ROLLBACK;
    }

    /** The single operations. */
    private static final class Does {

        static final BlueGreenOptions OPTIONS = Colouring.OPTIONS.withDrain(Duration.ofMillis(500));
        static final ReleaseSettings SETTINGS = ReleaseSettings.standard().withTimeout(Duration.ofMinutes(2));
        static final Gate PASSES = ready -> CompletableFuture.completedFuture(Gate.Verdict.pass());
        static final Gate FAILS =
                ready -> CompletableFuture.completedFuture(Gate.Verdict.fail("the seat map is empty"));
        static final Operation DEPLOYED = deployed(Apps.web("v1"));
        static final Operation GREEN = blueGreen(Apps.load(Apps.web("v2", "", "debug")), SETTINGS);
        static final Operation BACK = (engine, cluster, names, holder, listener) -> engine.rollback(
                cluster, new RollbackRequest(names, "1", List.of(), false, SETTINGS, holder, false), listener);

        private Does() {}

        static Operation deployed(String yaml) {
            return (engine, cluster, names, holder, listener) -> engine.deploy(
                    cluster, new DeployRequest(names, Apps.load(yaml), SETTINGS, holder, false), listener);
        }

        static Operation rollingUpdate(String tag) {
            return (engine, cluster, names, holder, listener) -> engine.rollingUpdate(
                    cluster, new RollingUpdateRequest(names, Releasing.image(tag), SETTINGS, holder, false), listener);
        }

        static Operation blueGreen(String tag, Gate gate, BlueGreenOptions options) {
            return (engine, cluster, names, holder, listener) -> engine.blueGreen(
                    cluster,
                    new BlueGreenRequest(
                            names, List.of(), Releasing.image(tag), options, SETTINGS, gate, holder, false),
                    listener);
        }

        static Operation blueGreen(List<LoadedObject> inputs, ReleaseSettings settings) {
            return (engine, cluster, names, holder, listener) -> engine.blueGreen(
                    cluster,
                    new BlueGreenRequest(
                            names, inputs, RolloutEdits.of(List.of()), OPTIONS, settings, null, holder, false),
                    listener);
        }
    }
}
