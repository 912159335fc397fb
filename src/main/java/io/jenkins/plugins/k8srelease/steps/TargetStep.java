package io.jenkins.plugins.k8srelease.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.k8srelease.connection.Target;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.kohsuke.stapler.DataBoundSetter;

/** What every step takes: cluster, credential and namespace, inherited from an enclosing {@code withK8s}. */
public abstract class TargetStep extends Step {

    private String cluster;
    private String credentialsId;
    private String namespace;

    @CheckForNull
    public final String getCluster() {
        return cluster;
    }

    @DataBoundSetter
    public final void setCluster(@CheckForNull String cluster) {
        this.cluster = Util.fixEmptyAndTrim(cluster);
    }

    @CheckForNull
    public final String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public final void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    @CheckForNull
    public final String getNamespace() {
        return namespace;
    }

    @DataBoundSetter
    public final void setNamespace(@CheckForNull String namespace) {
        this.namespace = Util.fixEmptyAndTrim(namespace);
    }

    /** What is written here, completed from the enclosing {@code withK8s}. */
    protected final Target target(StepContext context) throws IOException, InterruptedException {
        return new Target(cluster, credentialsId, namespace).orElse(context.get(Target.class));
    }
}
