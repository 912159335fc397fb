package io.jenkins.plugins.k8srelease.steps;

import hudson.Extension;
import io.jenkins.plugins.k8srelease.connection.Connection;
import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.Operation;
import io.jenkins.plugins.k8srelease.engine.parameter.Operations;
import io.jenkins.plugins.k8srelease.engine.parameter.ReleaseRequests;
import io.jenkins.plugins.k8srelease.run.Beginning;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code k8sSmokeTest}: asks what is released whether it answers as it should. */
public final class SmokeTestStep extends OperationStep {

    @DataBoundConstructor
    public SmokeTestStep() {}

    @Override
    protected Operation operation() {
        return Operations.SMOKE_TEST;
    }

    public String getApp() {
        return get("app");
    }

    @DataBoundSetter
    public void setApp(String app) {
        put("app", app);
    }

    public String getTimeout() {
        return get("timeout");
    }

    @DataBoundSetter
    public void setTimeout(String timeout) {
        put("timeout", timeout);
    }

    public String getChecks() {
        return lines("checks");
    }

    @DataBoundSetter
    public void setChecks(String checks) {
        putLines("checks", checks);
    }

    public String getService() {
        return get("service");
    }

    @DataBoundSetter
    public void setService(String service) {
        put("service", service);
    }

    public String getPath() {
        return get("path");
    }

    @DataBoundSetter
    public void setPath(String path) {
        put("path", path);
    }

    public int getStatus() {
        return get("status");
    }

    @DataBoundSetter
    public void setStatus(int status) {
        put("status", status);
    }

    public String getBody() {
        return get("body");
    }

    @DataBoundSetter
    public void setBody(String body) {
        put("body", body);
    }

    public String getJson() {
        return get("json");
    }

    @DataBoundSetter
    public void setJson(String json) {
        put("json", json);
    }

    public int getAttempts() {
        return get("attempts");
    }

    @DataBoundSetter
    public void setAttempts(int attempts) {
        put("attempts", attempts);
    }

    public String getInterval() {
        return get("interval");
    }

    @DataBoundSetter
    public void setInterval(String interval) {
        put("interval", interval);
    }

    public String getWithin() {
        return get("within");
    }

    @DataBoundSetter
    public void setWithin(String within) {
        put("within", within);
    }

    public String getVia() {
        return get("via");
    }

    @DataBoundSetter
    public void setVia(String via) {
        put("via", via);
    }

    public String getProtocol() {
        return get("protocol");
    }

    @DataBoundSetter
    public void setProtocol(String protocol) {
        put("protocol", protocol);
    }

    public String getImage() {
        return get("image");
    }

    @DataBoundSetter
    public void setImage(String image) {
        put("image", image);
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new ReleaseExecution(context, Beginnings.SMOKE_TEST, target(context), arguments());
    }

    record Testing(StepContext context, Target target, Arguments given) implements Beginning {

        @Override
        public String operation() {
            return "smoke-test";
        }

        /** Nothing is on record of it, and asking again does no harm. */
        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public Prepared prepare(Connection connection) throws Exception {
            RecordNames names = ReleaseRequests.smokeTest(given, connection.namespace(), null)
                    .names();
            return new Prepared(
                    names,
                    BuildSecrets.of(context, given, List.of()),
                    (engine, cluster, holder, gate, listener) -> engine.smokeTest(
                            cluster, ReleaseRequests.smokeTest(given, connection.namespace(), holder), listener));
        }
    }

    /** The descriptor. */
    @Extension
    public static final class DescriptorImpl extends OperationDescriptor {

        public DescriptorImpl() {
            super(Operations.SMOKE_TEST, "Smoke-test what is released to Kubernetes");
        }
    }
}
