package io.jenkins.plugins.k8srelease.steps;

import hudson.AbortException;
import hudson.Extension;
import io.jenkins.plugins.k8srelease.connection.Connection;
import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.HeadStore;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.history.StoredHead;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.Operation;
import io.jenkins.plugins.k8srelease.engine.parameter.Operations;
import io.jenkins.plugins.k8srelease.engine.parameter.Requests;
import io.jenkins.plugins.k8srelease.engine.report.HistoryReport;
import io.jenkins.plugins.k8srelease.engine.report.Paint;
import io.jenkins.plugins.k8srelease.engine.report.ReturnValues;
import java.util.function.Consumer;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code k8sHistory}: the recorded releases of an application. */
public final class HistoryStep extends OperationStep {

    @DataBoundConstructor
    public HistoryStep() {}

    @Override
    protected Operation operation() {
        return Operations.HISTORY;
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
        Object query(Connection connection, Arguments given, Consumer<String> out) throws AbortException {
            RecordNames names = Requests.names(given, connection.namespace());
            Head head = new HeadStore(connection.cluster(), names)
                    .read()
                    .map(StoredHead::head)
                    .orElseThrow(() -> new AbortException("there is no release of " + names.app() + " in namespace "
                            + names.namespace() + " of cluster " + connection.clusterName()));
            new HistoryReport(out, Paint.NONE).text(head);
            return ReturnValues.of(HistoryReport.json(head, names));
        }
    }

    /** The descriptor. */
    @Extension
    public static final class DescriptorImpl extends OperationDescriptor {

        public DescriptorImpl() {
            super(Operations.HISTORY, "Releases of an application in Kubernetes");
        }
    }
}
