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
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code k8sRollingUpdate}: gives running workloads new images or settings, gradually. */
public final class RollingUpdateStep extends ReleaseStep {

    @DataBoundConstructor
    public RollingUpdateStep() {}

    @Override
    protected Operation operation() {
        return Operations.ROLLING_UPDATE;
    }

    public String getWorkloads() {
        return lines("workloads");
    }

    @DataBoundSetter
    public void setWorkloads(String workloads) {
        putLines("workloads", workloads);
    }

    @SuppressWarnings("rawtypes")
    public Map getImages() {
        return get("images");
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setImages(Map images) {
        put("images", images);
    }

    @SuppressWarnings("rawtypes")
    public Map getEnv() {
        return get("env");
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setEnv(Map env) {
        put("env", env);
    }

    public boolean isRestart() {
        return get("restart");
    }

    @DataBoundSetter
    public void setRestart(boolean restart) {
        put("restart", restart);
    }

    public String getMaxSurge() {
        return get("maxSurge");
    }

    @DataBoundSetter
    public void setMaxSurge(String maxSurge) {
        put("maxSurge", maxSurge);
    }

    public String getMaxUnavailable() {
        return get("maxUnavailable");
    }

    @DataBoundSetter
    public void setMaxUnavailable(String maxUnavailable) {
        put("maxUnavailable", maxUnavailable);
    }

    public String getMinReadySeconds() {
        return get("minReadySeconds");
    }

    @DataBoundSetter
    public void setMinReadySeconds(String minReadySeconds) {
        put("minReadySeconds", minReadySeconds);
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new ReleaseExecution(context, Beginnings.ROLLING_UPDATE, target(context), arguments());
    }

    record Updating(StepContext context, Target target, Arguments given) implements Beginning {

        @Override
        public String operation() {
            return "rolling-update";
        }

        @Override
        public Prepared prepare(Connection connection) throws Exception {
            RecordNames names = Requests.names(given, connection.namespace());
            return new Prepared(
                    names,
                    BuildSecrets.of(context, given, List.of()),
                    (engine, cluster, holder, gate, listener) -> engine.rollingUpdate(
                            cluster, ReleaseRequests.rollingUpdate(given, names, holder), listener));
        }
    }

    /** The descriptor. */
    @Extension
    public static final class DescriptorImpl extends OperationDescriptor {

        public DescriptorImpl() {
            super(Operations.ROLLING_UPDATE, "Give running workloads in Kubernetes new images or settings");
        }
    }
}
