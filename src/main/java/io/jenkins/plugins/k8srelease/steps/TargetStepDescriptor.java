package io.jenkins.plugins.k8srelease.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.k8srelease.form.TargetForm;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** The form's lists and checks of what every step takes. */
public abstract class TargetStepDescriptor extends StepDescriptor {

    @RequirePOST
    public ListBoxModel doFillClusterItems(@AncestorInPath Item item, @QueryParameter String cluster) {
        return TargetForm.clusters(item, cluster);
    }

    @RequirePOST
    public FormValidation doCheckCluster(@AncestorInPath Item item, @QueryParameter String value) {
        return TargetForm.checkCluster(item, value);
    }

    @RequirePOST
    public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
        return TargetForm.credentials(item, credentialsId);
    }

    @RequirePOST
    public FormValidation doCheckCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
        return TargetForm.checkCredentials(item, value);
    }

    @RequirePOST
    public FormValidation doCheckNamespace(@QueryParameter String value) {
        return TargetForm.checkNamespace(value);
    }

    /** For the graph: {@code production / shop}. */
    protected static String targetToString(Map<String, Object> arguments) {
        String cluster = text(arguments.get("cluster"));
        String namespace = text(arguments.get("namespace"));
        return cluster + (cluster.isEmpty() || namespace.isEmpty() ? "" : " / ") + namespace;
    }

    private static String text(@CheckForNull Object value) {
        return value instanceof String s ? s : "";
    }
}
