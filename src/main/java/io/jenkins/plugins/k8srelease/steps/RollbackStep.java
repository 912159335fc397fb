package io.jenkins.plugins.k8srelease.steps;

import hudson.Extension;
import io.jenkins.plugins.k8srelease.connection.Connection;
import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.Operation;
import io.jenkins.plugins.k8srelease.engine.parameter.Operations;
import io.jenkins.plugins.k8srelease.engine.parameter.ReleaseRequests;
import io.jenkins.plugins.k8srelease.engine.parameter.Requests;
import io.jenkins.plugins.k8srelease.run.Beginning;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code k8sRollback}: goes back to a recorded release. */
public final class RollbackStep extends ReleaseStep {

    @DataBoundConstructor
    public RollbackStep() {}

    @Override
    protected Operation operation() {
        return Operations.ROLLBACK;
    }

    public String getTo() {
        return get("to");
    }

    @DataBoundSetter
    public void setTo(String to) {
        put("to", to);
    }

    public String getWorkloads() {
        return lines("workloads");
    }

    @DataBoundSetter
    public void setWorkloads(String workloads) {
        putLines("workloads", workloads);
    }

    public boolean isRestoreSecrets() {
        return get("restoreSecrets");
    }

    @DataBoundSetter
    public void setRestoreSecrets(boolean restoreSecrets) {
        put("restoreSecrets", restoreSecrets);
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new ReleaseExecution(context, Beginnings.ROLLBACK, target(context), arguments());
    }

    record GoingBack(StepContext context, Target target, Arguments given) implements Beginning {

        @Override
        public String operation() {
            return "rollback";
        }

        @Override
        public Prepared prepare(Connection connection) throws Exception {
            RecordNames names = Requests.names(given, connection.namespace());
            return new Prepared(
                    names,
                    BuildSecrets.of(context, given, List.of()),
                    (engine, cluster, holder, gate, listener) ->
                            engine.rollback(cluster, ReleaseRequests.rollback(given, names, holder), listener));
        }
    }

    /** The descriptor. */
    @Extension
    public static final class DescriptorImpl extends OperationDescriptor {

        public DescriptorImpl() {
            super(Operations.ROLLBACK, "Go back to a recorded release in Kubernetes");
        }
    }
}
