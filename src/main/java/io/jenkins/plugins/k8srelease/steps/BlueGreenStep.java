package io.jenkins.plugins.k8srelease.steps;

import hudson.Extension;
import io.jenkins.plugins.k8srelease.engine.parameter.Operation;
import io.jenkins.plugins.k8srelease.engine.parameter.Operations;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code k8sBlueGreen}: brings up the other colour, tests it, and switches. */
public final class BlueGreenStep extends ColouredStep {

    @DataBoundConstructor
    public BlueGreenStep() {}

    @Override
    protected Operation operation() {
        return Operations.BLUE_GREEN;
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new ReleaseExecution(context, Beginnings.BLUE_GREEN, target(context), arguments());
    }

    /** The descriptor. */
    @Extension
    public static final class DescriptorImpl extends OperationDescriptor {

        public DescriptorImpl() {
            super(Operations.BLUE_GREEN, "Release to the other colour in Kubernetes, and switch");
        }
    }
}
