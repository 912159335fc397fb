package io.jenkins.plugins.k8srelease.quota;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Util;
import hudson.model.AbstractProject;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.BuildWrapperDescriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.k8srelease.connection.ClusterConnections;
import io.jenkins.plugins.k8srelease.connection.Connection;
import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.BadArgumentsException;
import io.jenkins.plugins.k8srelease.engine.parameter.Operations;
import io.jenkins.plugins.k8srelease.form.FormTexts;
import io.jenkins.plugins.k8srelease.form.TargetForm;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import jenkins.tasks.SimpleBuildWrapper;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * {@code withK8sQuota} for freestyle projects: a build begins only when the release that it is about fits. In Pipeline the
 * step of the same name is used, which survives a restart of the controller.
 */
public final class QuotaBuildWrapper extends SimpleBuildWrapper {

    private String cluster;
    private String credentialsId;
    private String namespace;
    private String manifests;
    private String images;
    private String values;
    private String strategy;
    private String headroom;
    private boolean nodesFixed;
    private String onShortage;

    @DataBoundConstructor
    public QuotaBuildWrapper() {}

    @CheckForNull
    public String getCluster() {
        return cluster;
    }

    @DataBoundSetter
    public void setCluster(String cluster) {
        this.cluster = Util.fixEmptyAndTrim(cluster);
    }

    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    @CheckForNull
    public String getNamespace() {
        return namespace;
    }

    @DataBoundSetter
    public void setNamespace(String namespace) {
        this.namespace = Util.fixEmptyAndTrim(namespace);
    }

    /** A file, folder or pattern a line. */
    @CheckForNull
    public String getManifests() {
        return manifests;
    }

    @DataBoundSetter
    public void setManifests(String manifests) {
        this.manifests = Util.fixEmptyAndTrim(manifests);
    }

    /** A line {@code name=tag} for each. */
    @CheckForNull
    public String getImages() {
        return images;
    }

    @DataBoundSetter
    public void setImages(String images) {
        this.images = Util.fixEmptyAndTrim(images);
    }

    /** A line {@code NAME=value} for each. */
    @CheckForNull
    public String getValues() {
        return values;
    }

    @DataBoundSetter
    public void setValues(String values) {
        this.values = Util.fixEmptyAndTrim(values);
    }

    @CheckForNull
    public String getStrategy() {
        return strategy;
    }

    @DataBoundSetter
    public void setStrategy(String strategy) {
        this.strategy = Util.fixEmptyAndTrim(strategy);
    }

    @CheckForNull
    public String getHeadroom() {
        return headroom;
    }

    @DataBoundSetter
    public void setHeadroom(String headroom) {
        this.headroom = Util.fixEmptyAndTrim(headroom);
    }

    public boolean isNodesFixed() {
        return nodesFixed;
    }

    @DataBoundSetter
    public void setNodesFixed(boolean nodesFixed) {
        this.nodesFixed = nodesFixed;
    }

    @CheckForNull
    public String getOnShortage() {
        return onShortage;
    }

    @DataBoundSetter
    public void setOnShortage(String onShortage) {
        this.onShortage = Util.fixEmptyAndTrim(onShortage);
    }

    @Override
    public void setUp(
            @NonNull Context context,
            @NonNull Run<?, ?> build,
            @NonNull FilePath workspace,
            @NonNull Launcher launcher,
            @NonNull TaskListener listener,
            @NonNull EnvVars initialEnvironment)
            throws IOException, InterruptedException {
        Target target = new Target(
                expand(cluster, initialEnvironment),
                expand(credentialsId, initialEnvironment),
                expand(namespace, initialEnvironment));
        QuotaCheck.Outcome outcome;
        try (Connection connection = ClusterConnections.open(build, target)) {
            outcome = QuotaCheck.ask(
                    build, workspace, connection, target, arguments(initialEnvironment), listener.getLogger()::println);
        } catch (BadInputException | BadArgumentsException | ApiException e) {
            throw new AbortException(e.getMessage());
        }
        if (outcome.shortage() != null) {
            build.setResult(Result.UNSTABLE);
        }
        outcome.environment().forEach(context::env);
    }

    /** Variables of the build only: never those of the controller (SECURITY-1646). */
    private Arguments arguments(EnvVars environment) {
        Map<String, String> form = new HashMap<>();
        form.put("manifests", expand(manifests, environment));
        form.put("images", expand(images, environment));
        form.put("values", expand(values, environment));
        form.put("strategy", strategy);
        form.put("headroom", expand(headroom, environment));
        form.put("nodesFixed", Boolean.toString(nodesFixed));
        form.put("onShortage", onShortage);
        return Arguments.of(Operations.QUOTA, FormTexts.read(Operations.QUOTA, form::get));
    }

    @CheckForNull
    private static String expand(@CheckForNull String text, EnvVars environment) {
        return text == null ? null : environment.expand(text);
    }

    /** The descriptor. */
    @Extension
    @Symbol("withK8sQuota")
    public static final class DescriptorImpl extends BuildWrapperDescriptor {

        @NonNull
        @Override
        public String getDisplayName() {
            return "Run only when a release fits the quotas of Kubernetes";
        }

        @Override
        public boolean isApplicable(AbstractProject<?, ?> project) {
            return true;
        }

        @RequirePOST
        public ListBoxModel doFillStrategyItems() {
            return choices("strategy");
        }

        @RequirePOST
        public ListBoxModel doFillOnShortageItems() {
            return choices("onShortage");
        }

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

        @RequirePOST
        public FormValidation doCheckManifests(@QueryParameter String value) {
            return FormTexts.check(Operations.QUOTA, "manifests", value);
        }

        @RequirePOST
        public FormValidation doCheckImages(@QueryParameter String value) {
            return FormTexts.check(Operations.QUOTA, "images", value);
        }

        @RequirePOST
        public FormValidation doCheckValues(@QueryParameter String value) {
            return FormTexts.check(Operations.QUOTA, "values", value);
        }

        @RequirePOST
        public FormValidation doCheckHeadroom(@QueryParameter String value) {
            return FormTexts.check(Operations.QUOTA, "headroom", value);
        }

        private static ListBoxModel choices(String name) {
            ListBoxModel items = new ListBoxModel();
            Operations.QUOTA.parameter(name).orElseThrow().choices().forEach(items::add);
            return items;
        }
    }
}
