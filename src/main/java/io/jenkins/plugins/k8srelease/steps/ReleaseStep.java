package io.jenkins.plugins.k8srelease.steps;

import org.kohsuke.stapler.DataBoundSetter;

/** What all steps take that release an application. */
public abstract class ReleaseStep extends OperationStep {

    public final String getApp() {
        return get("app");
    }

    @DataBoundSetter
    public final void setApp(String app) {
        put("app", app);
    }

    public final String getTimeout() {
        return get("timeout");
    }

    @DataBoundSetter
    public final void setTimeout(String timeout) {
        put("timeout", timeout);
    }

    public final boolean isDryRun() {
        return get("dryRun");
    }

    @DataBoundSetter
    public final void setDryRun(boolean dryRun) {
        put("dryRun", dryRun);
    }
}
