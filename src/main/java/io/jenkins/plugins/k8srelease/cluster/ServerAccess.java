package io.jenkins.plugins.k8srelease.cluster;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.k8srelease.client.ServerAddress;
import io.jenkins.plugins.k8srelease.credentials.CredentialException;
import io.jenkins.plugins.k8srelease.credentials.UserMaterials;
import io.jenkins.plugins.k8srelease.kubeconfig.UserMaterial;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** An API server at a URL. */
public final class ServerAccess extends ClusterAccess {

    private final String url;
    private String caCertificate;
    private String credentialsId;
    private boolean proxied = true;

    @DataBoundConstructor
    public ServerAccess(String url) {
        this.url = Util.fixNull(url).strip();
    }

    public String getUrl() {
        return url;
    }

    /** PEM; null for the authorities that the controller's Java trusts. */
    @CheckForNull
    public String getCaCertificate() {
        return caCertificate;
    }

    @DataBoundSetter
    public void setCaCertificate(@CheckForNull String caCertificate) {
        this.caCertificate = Util.fixEmptyAndTrim(caCertificate);
    }

    /** The cluster's own credential, of Jenkins' own store; null for none. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** Whether the proxy that Jenkins is configured with is used. */
    public boolean isProxied() {
        return proxied;
    }

    @DataBoundSetter
    public void setProxied(boolean proxied) {
        this.proxied = proxied;
    }

    @Override
    public ServerAddress address() throws CredentialException {
        String problem = ServerAddress.problem(url);
        if (problem != null) {
            throw new CredentialException(problem);
        }
        return new ServerAddress(url, caCertificate, proxied);
    }

    @Override
    public boolean hasOwnCredential() {
        return credentialsId != null;
    }

    @Override
    public String ownCredentialIdentity() {
        return "jenkins/" + credentialsId;
    }

    @Override
    public UserMaterials.Read readOwnCredential() throws CredentialException {
        if (credentialsId == null) {
            return new UserMaterials.Read(UserMaterial.none(), null, null);
        }
        StandardCredentials credential = CredentialsProvider.findCredentialByIdInItemGroup(
                credentialsId,
                StandardCredentials.class,
                Jenkins.get(),
                ACL.SYSTEM2,
                URIRequirementBuilder.fromUri(url).build());
        if (credential == null) {
            throw new CredentialException("Jenkins has no credential \"" + credentialsId
                    + "\" any more, which the cluster's configuration names; choose another one there");
        }
        return UserMaterials.read(credential, address());
    }

    @Extension
    @Symbol("server")
    public static final class DescriptorImpl extends Descriptor<ClusterAccess> {

        @NonNull
        @Override
        public String getDisplayName() {
            return "An API server at a URL";
        }

        @RequirePOST
        public FormValidation doCheckUrl(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            String problem = ServerAddress.problem(value);
            return problem == null ? FormValidation.ok() : FormValidation.error(problem);
        }

        @RequirePOST
        public FormValidation doCheckCaCertificate(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return Certificates.check(value);
        }

        @RequirePOST
        public ListBoxModel doFillCredentialsIdItems(@QueryParameter String url, @QueryParameter String credentialsId) {
            StandardListBoxModel result = new StandardListBoxModel();
            if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
                return result.includeCurrentValue(credentialsId);
            }
            return result.includeEmptyValue()
                    .includeMatchingAs(
                            ACL.SYSTEM2,
                            Jenkins.get(),
                            StandardCredentials.class,
                            URIRequirementBuilder.fromUri(Util.fixNull(url)).build(),
                            UserMaterials.matcher())
                    .includeCurrentValue(credentialsId);
        }

        @RequirePOST
        public FormValidation doCheckCredentialsId(@QueryParameter String value, @QueryParameter String url) {
            if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
                return FormValidation.ok();
            }
            if (Util.fixEmptyAndTrim(value) == null) {
                return FormValidation.ok("Builds then bring a credential of their own.");
            }
            List<ListBoxModel.Option> found = CredentialsProvider.listCredentialsInItemGroup(
                    StandardCredentials.class,
                    Jenkins.get(),
                    ACL.SYSTEM2,
                    URIRequirementBuilder.fromUri(Util.fixNull(url)).build(),
                    UserMaterials.matcher());
            return found.stream().anyMatch(o -> o.value.equals(value))
                    ? FormValidation.ok()
                    : FormValidation.error("Jenkins has no credential with this id that an API server takes.");
        }

        /**
         * Connects with what stands in the form. The credential goes to whatever address stands there, so only who could
         * read it anyway may ask, and only with POST (SECURITY-1016).
         */
        @RequirePOST
        public FormValidation doTestConnection(
                @QueryParameter String url,
                @QueryParameter String caCertificate,
                @QueryParameter String credentialsId,
                @QueryParameter boolean proxied,
                @QueryParameter String namespace) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            ServerAccess access = new ServerAccess(url);
            access.setCaCertificate(caCertificate);
            access.setCredentialsId(credentialsId);
            access.setProxied(proxied);
            return ConnectionTest.run(access, namespace);
        }
    }
}
