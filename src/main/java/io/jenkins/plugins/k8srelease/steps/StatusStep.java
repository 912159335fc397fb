package io.jenkins.plugins.k8srelease.steps;

import hudson.Extension;
import io.jenkins.plugins.k8srelease.connection.Connection;
import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.Operation;
import io.jenkins.plugins.k8srelease.engine.parameter.Operations;
import io.jenkins.plugins.k8srelease.engine.parameter.Requests;
import io.jenkins.plugins.k8srelease.engine.report.Paint;
import io.jenkins.plugins.k8srelease.engine.report.ReturnValues;
import io.jenkins.plugins.k8srelease.engine.report.StatusReport;
import io.jenkins.plugins.k8srelease.engine.status.ApplicationStatus;
import io.jenkins.plugins.k8srelease.engine.status.StatusReader;
import java.util.function.Consumer;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code k8sStatus}: what is live, and how it is. */
public final class StatusStep extends OperationStep {

    @DataBoundConstructor
    public StatusStep() {}

    @Override
    protected Operation operation() {
        return Operations.STATUS;
    }

    public String getApp() {
        return get("app");
    }

    @DataBoundSetter
    public void setApp(String app) {
        put("app", app);
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
        Object query(Connection connection, Arguments given, Consumer<String> out) {
            RecordNames names = Requests.names(given, connection.namespace());
            ApplicationStatus status = new StatusReader(connection.cluster(), names).read();
            new StatusReport(out, Paint.NONE).text(status, names);
            return ReturnValues.of(
                    StatusReport.json(status, names, connection.cluster().server()));
        }
    }

    /** The descriptor. */
    @Extension
    public static final class DescriptorImpl extends OperationDescriptor {

        public DescriptorImpl() {
            super(Operations.STATUS, "Status of an application in Kubernetes");
        }
    }
}
