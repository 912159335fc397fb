package io.jenkins.plugins.k8srelease.pipeline.release;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.capacity.Answer;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacityReader;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacityReport;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.HeadStore;
import io.jenkins.plugins.k8srelease.engine.history.StoredHead;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.Operation;
import io.jenkins.plugins.k8srelease.engine.parameter.Operations;
import io.jenkins.plugins.k8srelease.engine.parameter.ReleaseRequests;
import io.jenkins.plugins.k8srelease.engine.parameter.Requests;
import io.jenkins.plugins.k8srelease.engine.plan.Plan;
import io.jenkins.plugins.k8srelease.engine.release.Gate.Verdict;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.report.DiffReport;
import io.jenkins.plugins.k8srelease.engine.report.HistoryReport;
import io.jenkins.plugins.k8srelease.engine.report.Paint;
import io.jenkins.plugins.k8srelease.engine.report.ReturnValues;
import io.jenkins.plugins.k8srelease.engine.report.StatusReport;
import io.jenkins.plugins.k8srelease.engine.status.ApplicationStatus;
import io.jenkins.plugins.k8srelease.engine.status.StatusReader;
import io.jenkins.plugins.k8srelease.pipeline.PipelineRun;
import io.jenkins.plugins.k8srelease.pipeline.PipelineSetup;
import io.jenkins.plugins.k8srelease.pipeline.StepCall;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The steps of one build, which release to real clusters. Those that only read hold the program up while they ask.
 */
public final class K8sSteps implements AutoCloseable {

    /** How one step is done. */
    private interface How {
        Object run(Asked asked, List<LoadedObject> objects) throws Exception;
    }

    private final Path workspace;
    private final Map<String, Cluster> clusters;
    private final Consumer<String> onCall;
    private final BuildReleases releases = new BuildReleases();

    /**
     * For one build.
     *
     * @param workspace where manifests are read
     * @param clusters those that a Jenkins would have configured, by name; the caller closes them
     * @param onCall hears the name of each step as it is called
     */
    public K8sSteps(Path workspace, Map<String, Cluster> clusters, Consumer<String> onCall) {
        this.workspace = workspace;
        this.clusters = Map.copyOf(clusters);
        this.onCall = onCall;
    }

    /** Gives the result of each release and smoke test, as the command line writes it, to whoever wants it. */
    public K8sSteps onDocument(Consumer<ObjectNode> consumer) {
        releases.onDocument(consumer);
        return this;
    }

    /** Gives the steps to programs. */
    public void bind(PipelineSetup setup) {
        setup.step("__k8sBegin", (call, run) -> ask(Operations.WITH_K8S, nested(call), run) == null);
        step(setup, Operations.DEPLOY, (asked, objects) -> releases.deploy(asked, objects));
        step(setup, Operations.ROLLING_UPDATE, (asked, objects) -> releases.rollingUpdate(asked));
        step(setup, Operations.ROLLBACK, (asked, objects) -> releases.rollback(asked));
        step(setup, Operations.BLUE_GREEN, (asked, objects) -> releases.blueGreen(asked, objects));
        step(setup, Operations.SMOKE_TEST, (asked, objects) -> releases.smokeTest(asked));
        step(setup, Operations.DIFF, this::diff);
        step(setup, Operations.STATUS, (asked, objects) -> status(asked));
        step(setup, Operations.HISTORY, (asked, objects) -> history(asked));
        setup.step(Operations.REPORT.name(), (call, run) -> {
            Arguments.of(Operations.REPORT, call.named());
            onCall.accept(call.name());
            return releases.report(run::log);
        });
        setup.step("__k8sQuota", (call, run) -> {
            Asked asked = ask(Operations.QUOTA, nested(call), run);
            return quota(asked, asked.objects(workspace));
        });
        setup.step("__k8sBlueGreenBegin", (call, run) -> {
            Asked asked = ask(Operations.WITH_BLUE_GREEN, nested(call), run);
            return releases.beginGated(asked, asked.objects(workspace));
        });
        setup.step(
                "__k8sBlueGreenSwitch",
                (call, run) -> releases.decide(id(call), Verdict.pass(), clusters, run.logger()));
        setup.step("__k8sBlueGreenRefuse", (call, run) -> {
            String reason = call.named().get("reason") == null ? "its test failed" : call.text("reason");
            return releases.decide(id(call), Verdict.fail(reason), clusters, run.logger())
                    .handle((value, thrown) -> null);
        });
    }

    /** As when the process ends here and another goes on with the build: what is on record counts, and nothing else. */
    public void restart() {
        releases.restart();
    }

    @Override
    public void close() {
        releases.close();
    }

    private void step(PipelineSetup setup, Operation operation, How how) {
        boolean reads = operation.parameter("manifests").isPresent();
        setup.step(operation.name(), (call, run) -> {
            Asked asked = ask(operation, call.named(), run);
            return how.run(asked, reads ? asked.objects(workspace) : List.of());
        });
    }

    private Asked ask(Operation operation, Map<String, Object> named, PipelineRun run) {
        Asked asked = Asked.of(operation, named, run, clusters);
        onCall.accept(operation.name());
        return asked;
    }

    private CompletionStage<Map<String, Object>> diff(Asked asked, List<LoadedObject> objects) {
        ReleaseLines lines = ReleaseLines.of(asked.log(), asked.given(), objects);
        return releases.plan(asked, ReleaseRequests.diff(asked.given(), asked.names(objects), objects, asked.by()))
                .thenApply(result -> {
                    if (result.status() != ReleaseResult.Status.PLANNED) {
                        throw new ReleaseFailedException(lines.hidden(result.message()));
                    }
                    Plan plan = result.plan().orElseThrow();
                    new DiffReport(lines, Paint.NONE).text(plan);
                    return ReturnValues.of(DiffReport.json(
                            plan, asked.names(objects), asked.cluster().server()));
                });
    }

    private static Map<String, Object> status(Asked asked) {
        ApplicationStatus status = new StatusReader(asked.cluster(), asked.names()).read();
        new StatusReport(asked.log(), Paint.NONE).text(status, asked.names());
        return ReturnValues.of(
                StatusReport.json(status, asked.names(), asked.cluster().server()));
    }

    private static Map<String, Object> history(Asked asked) {
        Head head = new HeadStore(asked.cluster(), asked.names())
                .read()
                .map(StoredHead::head)
                .orElseThrow(() -> new ReleaseFailedException(
                        "there is no release of " + asked.names().app() + " in namespace " + asked.namespace()
                                + " of cluster " + asked.clusterName()));
        new HistoryReport(asked.log(), Paint.NONE).text(head);
        return ReturnValues.of(HistoryReport.json(head, asked.names()));
    }

    private static Map<String, Object> quota(Asked asked, List<LoadedObject> objects) {
        CapacityReport report = new CapacityReader(asked.cluster())
                .check(
                        asked.namespace(),
                        objects,
                        Requests.strategy(asked.given()),
                        asked.given().share("headroom"),
                        false);
        report.toText().stripTrailing().lines().forEach(asked.log());
        boolean lacking = report.answer() == Answer.DOES_NOT_FIT;
        if (lacking && asked.given().text("onShortage").equals("fail")) {
            throw new ReleaseFailedException(report.sentence());
        }
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("environment", ReturnValues.environment(report));
        value.put("shortage", lacking ? report.sentence() : null);
        return value;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> nested(StepCall call) {
        return (Map<String, Object>) call.named().get("arguments");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> id(StepCall call) {
        return (Map<String, String>) call.named().get("id");
    }
}
