package io.jenkins.plugins.k8srelease.engine.parameter;

import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.release.BlueGreenRequest;
import io.jenkins.plugins.k8srelease.engine.release.DeployRequest;
import io.jenkins.plugins.k8srelease.engine.release.Gate;
import io.jenkins.plugins.k8srelease.engine.release.RollbackRequest;
import io.jenkins.plugins.k8srelease.engine.release.RollingUpdateRequest;
import io.jenkins.plugins.k8srelease.engine.release.SmokeRequest;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import java.util.List;

/** What each step asks of the engine, whoever runs the step. */
public final class ReleaseRequests {

    private ReleaseRequests() {}

    /** {@link Operations#DEPLOY}. */
    public static DeployRequest deploy(
            Arguments arguments, RecordNames names, List<LoadedObject> objects, Holder holder) {
        return new DeployRequest(names, objects, Requests.settings(arguments), holder, arguments.flag("dryRun"));
    }

    /** {@link Operations#DIFF}: a release that is only planned. */
    public static DeployRequest diff(Arguments arguments, RecordNames names, List<LoadedObject> objects, String by) {
        return new DeployRequest(
                names, objects, Requests.planSettings(arguments), new Holder("diff", by, "", null), true);
    }

    /** {@link Operations#ROLLING_UPDATE}. */
    public static RollingUpdateRequest rollingUpdate(Arguments arguments, RecordNames names, Holder holder) {
        return new RollingUpdateRequest(
                names, Requests.edits(arguments), Requests.settings(arguments), holder, arguments.flag("dryRun"));
    }

    /** {@link Operations#ROLLBACK}. */
    public static RollbackRequest rollback(Arguments arguments, RecordNames names, Holder holder) {
        return new RollbackRequest(
                names,
                Requests.to(arguments),
                Requests.workloads(arguments),
                arguments.flag("restoreSecrets"),
                Requests.settings(arguments),
                holder,
                arguments.flag("dryRun"));
    }

    /**
     * {@link Operations#BLUE_GREEN} and {@link Operations#WITH_BLUE_GREEN}.
     *
     * @param gate the test that the body of a step does, null for none
     */
    public static BlueGreenRequest blueGreen(
            Arguments arguments, RecordNames names, List<LoadedObject> inputs, Gate gate, Holder holder) {
        return new BlueGreenRequest(
                names,
                inputs,
                Requests.imageEdits(arguments),
                Requests.blueGreen(arguments),
                Requests.settings(arguments),
                gate,
                holder,
                arguments.flag("dryRun"));
    }

    /** {@link Operations#SMOKE_TEST}: of the application that is named, or of any Service when none is. */
    public static SmokeRequest smokeTest(Arguments arguments, String namespace, Holder holder) {
        List<SmokeCheck> checks = SmokeChecks.of(arguments);
        return arguments.has("app")
                ? new SmokeRequest(
                        Requests.names(arguments, namespace),
                        checks,
                        arguments.duration("timeout").toMillis(),
                        holder)
                : SmokeRequest.of(namespace, checks, arguments.duration("timeout"), holder);
    }
}
