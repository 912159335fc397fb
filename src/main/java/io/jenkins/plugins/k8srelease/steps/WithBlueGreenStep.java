package io.jenkins.plugins.k8srelease.steps;

import hudson.Extension;
import io.jenkins.plugins.k8srelease.engine.parameter.Operation;
import io.jenkins.plugins.k8srelease.engine.parameter.Operations;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code withK8sBlueGreen(…) { }}: its body tests the other colour before the switch. */
public final class WithBlueGreenStep extends ColouredStep {

    @DataBoundConstructor
    public WithBlueGreenStep() {}

    @Override
    protected Operation operation() {
        return Operations.WITH_BLUE_GREEN;
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new GatedExecution(context, target(context), arguments());
    }

    /** The descriptor. */
    @Extension
    public static final class DescriptorImpl extends OperationDescriptor {

        public DescriptorImpl() {
            super(Operations.WITH_BLUE_GREEN, "Test the other colour in Kubernetes, and switch when it passed");
        }
    }
}
