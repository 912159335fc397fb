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

    public final String getSmoke() {
        return lines("smoke");
    }

    @DataBoundSetter
    public final void setSmoke(String smoke) {
        putLines("smoke", smoke);
    }

    public final String getObserve() {
        return get("observe");
    }

    @DataBoundSetter
    public final void setObserve(String observe) {
        put("observe", observe);
    }

    public final boolean isRollbackOnFailure() {
        return get("rollbackOnFailure");
    }

    @DataBoundSetter
    public final void setRollbackOnFailure(boolean rollbackOnFailure) {
        put("rollbackOnFailure", rollbackOnFailure);
    }

    public final String getOnConflict() {
        return get("onConflict");
    }

    @DataBoundSetter
    public final void setOnConflict(String onConflict) {
        put("onConflict", onConflict);
    }

    public final boolean isQuotaCheck() {
        return get("quotaCheck");
    }

    @DataBoundSetter
    public final void setQuotaCheck(boolean quotaCheck) {
        put("quotaCheck", quotaCheck);
    }
}
