package io.jenkins.plugins.k8srelease.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.k8srelease.connection.Target;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * {@code withK8s(cluster:, credentialsId:, namespace:) { }}: the steps in its body need not name these again, and the
 * programs that the body starts find a private {@code KUBECONFIG}.
 */
public final class WithK8sStep extends TargetStep {

    @DataBoundConstructor
    public WithK8sStep() {}

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new WithK8sExecution(context, target(context));
    }

    @Extension
    public static final class DescriptorImpl extends TargetStepDescriptor {

        @Override
        public String getFunctionName() {
            return "withK8s";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return "Use a Kubernetes cluster";
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @Override
        public Set<? extends Class<?>> getProvidedContext() {
            return Set.of(Target.class);
        }

        @Override
        public String argumentsToString(@NonNull Map<String, Object> namedArgs) {
            return targetToString(namedArgs);
        }
    }
}
