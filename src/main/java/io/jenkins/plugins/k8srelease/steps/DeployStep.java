package io.jenkins.plugins.k8srelease.steps;

import hudson.Extension;
import hudson.FilePath;
import hudson.model.TaskListener;
import io.jenkins.plugins.k8srelease.connection.Connection;
import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedManifests;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.Operation;
import io.jenkins.plugins.k8srelease.engine.parameter.Operations;
import io.jenkins.plugins.k8srelease.engine.parameter.ReleaseRequests;
import io.jenkins.plugins.k8srelease.engine.parameter.Requests;
import io.jenkins.plugins.k8srelease.run.Beginning;
import io.jenkins.plugins.k8srelease.workspace.ManifestReading;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code k8sDeploy}: releases manifests. */
public final class DeployStep extends ManifestReleaseStep {

    @DataBoundConstructor
    public DeployStep() {}

    @Override
    protected Operation operation() {
        return Operations.DEPLOY;
    }

    public boolean isPrune() {
        return get("prune");
    }

    @DataBoundSetter
    public void setPrune(boolean prune) {
        put("prune", prune);
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new ReleaseExecution(context, Beginnings.DEPLOY, target(context), arguments());
    }

    record Deploying(StepContext context, Target target, Arguments given) implements Beginning {

        @Override
        public String operation() {
            return "deploy";
        }

        @Override
        public Prepared prepare(Connection connection) throws Exception {
            LoadedManifests loaded = ManifestReading.read(
                    context.get(FilePath.class),
                    given,
                    target,
                    context.get(TaskListener.class).getLogger()::println);
            RecordNames names = Requests.names(given, connection.namespace(), loaded.objects());
            return new Prepared(
                    names,
                    BuildSecrets.of(context, given, loaded.objects()),
                    (engine, cluster, holder, gate, listener) -> engine.deploy(
                            cluster, ReleaseRequests.deploy(given, names, loaded.objects(), holder), listener));
        }
    }

    /** The descriptor. */
    @Extension
    public static final class DescriptorImpl extends OperationDescriptor {

        public DescriptorImpl() {
            super(Operations.DEPLOY, "Release manifests to Kubernetes");
        }
    }
}
