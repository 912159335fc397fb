package io.jenkins.plugins.k8srelease.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.FilePath;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.k8srelease.connection.Connection;
import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.Operation;
import io.jenkins.plugins.k8srelease.engine.parameter.Operations;
import io.jenkins.plugins.k8srelease.quota.QuotaCheck;
import java.util.function.Consumer;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code withK8sQuota(…) { }}: runs its body only when the release fits. */
public final class WithQuotaStep extends ManifestQueryStep {

    @DataBoundConstructor
    public WithQuotaStep() {}

    @Override
    protected Operation operation() {
        return Operations.QUOTA;
    }

    public String getStrategy() {
        return get("strategy");
    }

    @DataBoundSetter
    public void setStrategy(String strategy) {
        put("strategy", strategy);
    }

    public String getHeadroom() {
        return get("headroom");
    }

    @DataBoundSetter
    public void setHeadroom(String headroom) {
        put("headroom", headroom);
    }

    public boolean isNodesFixed() {
        return get("nodesFixed");
    }

    @DataBoundSetter
    public void setNodesFixed(boolean nodesFixed) {
        put("nodesFixed", nodesFixed);
    }

    public String getOnShortage() {
        return get("onShortage");
    }

    @DataBoundSetter
    public void setOnShortage(String onShortage) {
        put("onShortage", onShortage);
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new Execution(context, target(context), arguments());
    }

    private static final class Execution extends QueryExecution {

        private static final long serialVersionUID = 1L;

        private boolean bodyStarted;

        Execution(StepContext context, Target target, Arguments arguments) {
            super(context, target, arguments);
        }

        @Override
        Object query(Connection connection, Arguments given, Consumer<String> out) throws Exception {
            return QuotaCheck.ask(
                    getContext().get(Run.class), getContext().get(FilePath.class), connection, target(), given, out);
        }

        @Override
        void answered(Object answer) throws Exception {
            QuotaCheck.Outcome outcome = (QuotaCheck.Outcome) answer;
            if (outcome.shortage() != null) {
                getContext()
                        .get(FlowNode.class)
                        .addOrReplaceAction(new WarningAction(Result.UNSTABLE).withMessage(outcome.shortage()));
                getContext().get(Run.class).setResult(Result.UNSTABLE);
            }
            bodyStarted = true;
            getContext()
                    .newBodyInvoker()
                    .withContext(EnvironmentExpander.merge(
                            getContext().get(EnvironmentExpander.class),
                            EnvironmentExpander.constant(outcome.environment())))
                    .withCallback(BodyExecutionCallback.wrap(getContext()))
                    .start();
        }

        @Override
        public void onResume() {
            if (!bodyStarted) {
                super.onResume();
            }
        }

        @Override
        public void stop(@NonNull Throwable cause) throws Exception {
            // While the body runs its own steps are stopped, and this one ends with them.
            if (!bodyStarted) {
                super.stop(cause);
            }
        }

        @Override
        public String getStatus() {
            return bodyStarted ? "running the body" : super.getStatus();
        }
    }

    /** The descriptor; before that of the build wrapper of the same name, which the snippet generator would offer as 'wrap'. */
    @Extension(ordinal = 1)
    public static final class DescriptorImpl extends OperationDescriptor {

        public DescriptorImpl() {
            super(Operations.QUOTA, "Run only when a release fits the quotas of Kubernetes");
        }
    }
}
