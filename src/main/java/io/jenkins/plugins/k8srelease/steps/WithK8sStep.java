package io.jenkins.plugins.k8srelease.steps;

import hudson.Extension;
import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.parameter.Operation;
import io.jenkins.plugins.k8srelease.engine.parameter.Operations;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * {@code withK8s(cluster:, credentialsId:, namespace:) { }}: the steps in its body need not name these again, and the
 * programs that the body starts find a private {@code KUBECONFIG}.
 */
public final class WithK8sStep extends OperationStep {

    @DataBoundConstructor
    public WithK8sStep() {}

    @Override
    protected Operation operation() {
        return Operations.WITH_K8S;
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new WithK8sExecution(context, target(context));
    }

    /** The descriptor. */
    @Extension
    public static final class DescriptorImpl extends OperationDescriptor {

        public DescriptorImpl() {
            super(Operations.WITH_K8S, "Use a Kubernetes cluster");
        }

        @Override
        public Set<? extends Class<?>> getProvidedContext() {
            return Set.of(Target.class);
        }
    }
}
