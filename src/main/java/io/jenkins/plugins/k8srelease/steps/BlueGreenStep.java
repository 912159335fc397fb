package io.jenkins.plugins.k8srelease.steps;

import hudson.Extension;
import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.Operation;
import io.jenkins.plugins.k8srelease.engine.parameter.Operations;
import io.jenkins.plugins.k8srelease.run.Beginning;
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
        return new Execution(context, target(context), arguments());
    }

    private static final class Execution extends ReleaseExecution {

        private static final long serialVersionUID = 1L;

        Execution(StepContext context, Target target, Arguments arguments) {
            super(context, target, arguments);
        }

        @Override
        Beginning beginning(Arguments given) {
            return new Colouring(getContext(), target(), given, false);
        }
    }

    /** The descriptor. */
    @Extension
    public static final class DescriptorImpl extends OperationDescriptor {

        public DescriptorImpl() {
            super(Operations.BLUE_GREEN, "Release to the other colour in Kubernetes, and switch");
        }
    }
}
