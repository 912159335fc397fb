package io.jenkins.plugins.k8srelease.steps;

import hudson.AbortException;
import hudson.Extension;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.k8srelease.connection.Connection;
import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.diagnosis.Redactor;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedManifests;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.Operation;
import io.jenkins.plugins.k8srelease.engine.parameter.Operations;
import io.jenkins.plugins.k8srelease.engine.parameter.ReleaseRequests;
import io.jenkins.plugins.k8srelease.engine.parameter.Requests;
import io.jenkins.plugins.k8srelease.engine.plan.Plan;
import io.jenkins.plugins.k8srelease.engine.release.DeployRequest;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.report.DiffReport;
import io.jenkins.plugins.k8srelease.engine.report.Paint;
import io.jenkins.plugins.k8srelease.engine.report.ReturnValues;
import io.jenkins.plugins.k8srelease.run.ReleaseRegistry;
import io.jenkins.plugins.k8srelease.workspace.ManifestReading;
import java.util.function.Consumer;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code k8sDiff}: what a release would change. */
public final class DiffStep extends ManifestQueryStep {

    @DataBoundConstructor
    public DiffStep() {}

    @Override
    protected Operation operation() {
        return Operations.DIFF;
    }

    public String getApp() {
        return get("app");
    }

    @DataBoundSetter
    public void setApp(String app) {
        put("app", app);
    }

    public String getOnConflict() {
        return get("onConflict");
    }

    @DataBoundSetter
    public void setOnConflict(String onConflict) {
        put("onConflict", onConflict);
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new Execution(context, target(context), arguments());
    }

    private static final class Execution extends QueryExecution {

        private static final long serialVersionUID = 1L;

        Execution(StepContext context, Target target, Arguments arguments) {
            super(context, target, arguments);
        }

        @Override
        Object query(Connection connection, Arguments given, Consumer<String> out) throws Exception {
            LoadedManifests loaded = ManifestReading.read(getContext().get(FilePath.class), given, target(), out);
            RecordNames names = Requests.names(given, connection.namespace(), loaded.objects());
            Redactor redactor = Redactor.of(BuildSecrets.of(getContext(), given, loaded.objects()));
            String by = getContext().get(Run.class).getFullDisplayName();
            DeployRequest request = ReleaseRequests.diff(given, names, loaded.objects(), by);
            ReleaseResult result = ReleaseRegistry.get()
                    .engine()
                    .deploy(connection.cluster(), request, event -> {})
                    .result()
                    .get();
            if (result.status() != ReleaseResult.Status.PLANNED) {
                throw new AbortException(redactor.redact(result.message()));
            }
            Plan plan = result.plan().orElseThrow();
            new DiffReport(line -> out.accept(redactor.redact(line)), Paint.NONE).text(plan);
            return ReturnValues.of(
                    DiffReport.json(plan, names, connection.cluster().server()));
        }
    }

    /** The descriptor. */
    @Extension
    public static final class DescriptorImpl extends OperationDescriptor {

        public DescriptorImpl() {
            super(Operations.DIFF, "What a release to Kubernetes would change");
        }
    }
}
