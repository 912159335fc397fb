package io.jenkins.plugins.k8srelease.steps;

import org.kohsuke.stapler.DataBoundSetter;

/** What both forms of a blue-green release take. */
public abstract class ColouredStep extends ManifestReleaseStep {

    public final String getService() {
        return get("service");
    }

    @DataBoundSetter
    public final void setService(String service) {
        put("service", service);
    }

    public final String getWorkloads() {
        return lines("workloads");
    }

    @DataBoundSetter
    public final void setWorkloads(String workloads) {
        putLines("workloads", workloads);
    }

    public final String getPreview() {
        return get("preview");
    }

    @DataBoundSetter
    public final void setPreview(String preview) {
        put("preview", preview);
    }

    public final String getDrain() {
        return get("drain");
    }

    @DataBoundSetter
    public final void setDrain(String drain) {
        put("drain", drain);
    }

    public final String getKeepOld() {
        return get("keepOld");
    }

    @DataBoundSetter
    public final void setKeepOld(String keepOld) {
        put("keepOld", keepOld);
    }
}
