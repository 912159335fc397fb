package io.jenkins.plugins.k8srelease.cluster;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.AbstractFolderProperty;
import com.cloudbees.hudson.plugins.folder.AbstractFolderPropertyDescriptor;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.security.ACL;
import hudson.util.FormValidation;
import io.jenkins.plugins.k8srelease.credentials.UserMaterials;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * Narrows down which clusters and credentials the releases of a folder use. It never grants anything, since whoever
 * configures a folder may change it: grants stand in {@link KubernetesClusters}.
 */
public final class ClusterFolderProperty extends AbstractFolderProperty<AbstractFolder<?>> {

    private String clusters;
    private String credentials;

    @DataBoundConstructor
    public ClusterFolderProperty() {}

    /** Names of clusters, one a line; null for no restriction. */
    @CheckForNull
    public String getClusters() {
        return clusters;
    }

    @DataBoundSetter
    public void setClusters(@CheckForNull String clusters) {
        this.clusters = Util.fixEmptyAndTrim(clusters);
    }

    /** Ids of credentials, one a line; null for no restriction. */
    @CheckForNull
    public String getCredentials() {
        return credentials;
    }

    @DataBoundSetter
    public void setCredentials(@CheckForNull String credentials) {
        this.credentials = Util.fixEmptyAndTrim(credentials);
    }

    static boolean allowsCluster(Item item, String cluster) {
        return allows(item, ClusterFolderProperty::getClusters, cluster);
    }

    /** Whether every folder around an item lets its releases use a credential. */
    public static boolean allowsCredential(Item item, String credentialsId) {
        return allows(item, ClusterFolderProperty::getCredentials, credentialsId);
    }

    private static boolean allows(Item item, Function<ClusterFolderProperty, String> list, String wanted) {
        Object at = item;
        while (at != null) {
            if (at instanceof AbstractFolder<?> folder) {
                ClusterFolderProperty property = folder.getProperties().get(ClusterFolderProperty.class);
                List<String> allowed = property == null ? List.of() : Names.lines(list.apply(property));
                if (!allowed.isEmpty() && !allowed.contains(wanted)) {
                    return false;
                }
            }
            ItemGroup<?> parent = at instanceof Item i ? i.getParent() : null;
            at = parent;
        }
        return true;
    }

    @Extension
    @Symbol("kubernetesClusters")
    public static final class DescriptorImpl extends AbstractFolderPropertyDescriptor {

        @NonNull
        @Override
        public String getDisplayName() {
            return "Kubernetes clusters and credentials of this folder";
        }

        @RequirePOST
        public FormValidation doCheckClusters(@AncestorInPath Item item, @QueryParameter String value) {
            KubernetesClusters all = KubernetesClusters.get();
            return mayConfigure(item)
                    ? unknown(
                            "cluster",
                            value,
                            all.getClusters().stream()
                                    .filter(c -> item == null || c.isGrantedTo(item))
                                    .map(NamedCluster::getName)
                                    .toList())
                    : FormValidation.ok();
        }

        @RequirePOST
        public FormValidation doCheckCredentials(@AncestorInPath Item item, @QueryParameter String value) {
            return mayConfigure(item)
                    ? unknown(
                            "credential",
                            value,
                            CredentialsProvider.listCredentialsInItem(
                                            StandardCredentials.class,
                                            item,
                                            ACL.SYSTEM2,
                                            List.of(),
                                            UserMaterials.matcher())
                                    .stream()
                                    .map(o -> o.value)
                                    .toList())
                    : FormValidation.ok();
        }

        private static boolean mayConfigure(@CheckForNull Item item) {
            return item == null ? Jenkins.get().hasPermission(Jenkins.ADMINISTER) : item.hasPermission(Item.CONFIGURE);
        }

        private static FormValidation unknown(String what, String value, List<String> known) {
            String unknown =
                    Names.lines(value).stream().filter(n -> !known.contains(n)).collect(Collectors.joining(", "));
            return unknown.isEmpty()
                    ? FormValidation.ok()
                    : FormValidation.warning("This folder has no " + what + " " + unknown
                            + (known.isEmpty() ? "." : "; it has " + String.join(", ", known) + "."));
        }
    }
}
