package io.jenkins.plugins.k8srelease.cluster;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** A cluster that steps call by its name. */
public final class NamedCluster extends AbstractDescribableImpl<NamedCluster> {

    private final String name;
    private final ClusterAccess access;
    private String namespace;
    private String folders;
    private boolean credentialForBuilds;
    private boolean credentialHandedOut;

    @DataBoundConstructor
    public NamedCluster(String name, ClusterAccess access) {
        this.name = Util.fixNull(name).strip();
        this.access = access;
    }

    public String getName() {
        return name;
    }

    public ClusterAccess getAccess() {
        return access;
    }

    /** Where releases go that name no namespace; null for {@code default}. */
    @CheckForNull
    public String getNamespace() {
        return namespace;
    }

    @DataBoundSetter
    public void setNamespace(@CheckForNull String namespace) {
        this.namespace = Util.fixEmptyAndTrim(namespace);
    }

    /** Full names of the folders and jobs that may use the cluster, one a line; null when all may. */
    @CheckForNull
    public String getFolders() {
        return folders;
    }

    @DataBoundSetter
    public void setFolders(@CheckForNull String folders) {
        this.folders = Util.fixEmptyAndTrim(folders);
    }

    /** Whether builds may release with the cluster's own credential. */
    public boolean isCredentialForBuilds() {
        return credentialForBuilds;
    }

    @DataBoundSetter
    public void setCredentialForBuilds(boolean credentialForBuilds) {
        this.credentialForBuilds = credentialForBuilds;
    }

    /** Whether {@code withK8s} gives the cluster's own credential to the programs of a build. */
    public boolean isCredentialHandedOut() {
        return credentialHandedOut;
    }

    @DataBoundSetter
    public void setCredentialHandedOut(boolean credentialHandedOut) {
        this.credentialHandedOut = credentialHandedOut;
    }

    /** Whether builds of an item may reach this cluster at all. */
    public boolean isUsableBy(Item item) {
        return isGrantedTo(item) && ClusterFolderProperty.allowsCluster(item, name);
    }

    /** The same before folders narrow it down. */
    boolean isGrantedTo(Item item) {
        List<String> allowed = Names.lines(folders);
        return allowed.isEmpty() || allowed.stream().anyMatch(f -> isIn(item.getFullName(), f));
    }

    private static boolean isIn(String item, String folder) {
        return item.equals(folder) || item.startsWith(folder + "/");
    }

    /** Follows a folder that was moved or renamed; true when this cluster names it. */
    boolean follow(String from, String to) {
        List<String> before = Names.lines(folders);
        List<String> after = before.stream()
                .map(f -> isIn(f, from) ? to + f.substring(from.length()) : f)
                .toList();
        folders = Util.fixEmpty(String.join("\n", after));
        return !before.equals(after);
    }

    @Extension
    @Symbol("cluster")
    public static final class DescriptorImpl extends Descriptor<NamedCluster> {

        @NonNull
        @Override
        public String getDisplayName() {
            return "Cluster";
        }

        /** The kinds of access, for the form. */
        public List<Descriptor<ClusterAccess>> getAccessDescriptors() {
            return Jenkins.get().getDescriptorList(ClusterAccess.class);
        }

        @RequirePOST
        public FormValidation doCheckName(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            String problem = Names.problem(Util.fixNull(value).strip());
            return problem == null ? FormValidation.ok() : FormValidation.error(problem);
        }

        @RequirePOST
        public FormValidation doCheckNamespace(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            String trimmed = Util.fixEmptyAndTrim(value);
            String problem = trimmed == null ? null : Names.problem(trimmed);
            return problem == null ? FormValidation.ok() : FormValidation.error(problem);
        }

        @RequirePOST
        public FormValidation doCheckFolders(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            List<String> unknown = Names.lines(value).stream()
                    .filter(f -> Jenkins.get().getItemByFullName(f) == null)
                    .toList();
            if (!unknown.isEmpty()) {
                return FormValidation.warning("There is no folder or job " + String.join(", ", unknown)
                        + "; whoever creates one with that name may use the cluster.");
            }
            return Names.lines(value).isEmpty()
                    ? FormValidation.ok("Every job may use this cluster, with a credential of its own.")
                    : FormValidation.ok();
        }

        @RequirePOST
        public FormValidation doCheckCredentialForBuilds(
                @QueryParameter boolean value, @QueryParameter String folders) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return value && Names.lines(folders).isEmpty()
                    ? FormValidation.warning(
                            "Whoever may configure any job can then release to this cluster. Name the folders"
                                    + " that may.")
                    : FormValidation.ok();
        }

        @RequirePOST
        public FormValidation doCheckCredentialHandedOut(
                @QueryParameter boolean value, @QueryParameter boolean credentialForBuilds) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            if (value && !credentialForBuilds) {
                return FormValidation.error("Builds must be allowed to use the credential first.");
            }
            return value
                    ? FormValidation.warning("Whoever may change a Jenkinsfile there can read the credential.")
                    : FormValidation.ok();
        }
    }
}
