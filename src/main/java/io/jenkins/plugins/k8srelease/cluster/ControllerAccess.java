package io.jenkins.plugins.k8srelease.cluster;

import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.Extension;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.k8srelease.client.ServerAddress;
import io.jenkins.plugins.k8srelease.credentials.CredentialException;
import io.jenkins.plugins.k8srelease.credentials.UserMaterials;
import io.jenkins.plugins.k8srelease.kubeconfig.UserMaterial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** The cluster that the controller runs in, with the service account of the controller's own pod. */
@SuppressFBWarnings(value = "DMI_HARDCODED_ABSOLUTE_FILENAME", justification = "Kubernetes' contract with pods")
public final class ControllerAccess extends ClusterAccess {

    /** The name of every cluster's API server inside the cluster; its certificate always has it. */
    private static final String SERVER = "https://kubernetes.default.svc";

    /** Where kubelet puts a pod's service account. */
    private static final Path FOLDER = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    @DataBoundConstructor
    public ControllerAccess() {}

    @Override
    public ServerAddress address() throws CredentialException {
        return new ServerAddress(SERVER, read("ca.crt"), false);
    }

    @Override
    public boolean hasOwnCredential() {
        return true;
    }

    @Override
    public String ownCredentialIdentity() {
        return "controller";
    }

    /** kubelet renews the token, so it is read each time. */
    @Override
    public UserMaterials.Read readOwnCredential() throws CredentialException {
        return new UserMaterials.Read(UserMaterial.ofToken(Secret.fromString(read("token"))), null, null);
    }

    private static String read(String file) throws CredentialException {
        try {
            return Files.readString(FOLDER.resolve(file)).strip();
        } catch (IOException e) {
            throw new CredentialException(
                    "The controller does not run in a pod with a service account: " + FOLDER.resolve(file)
                            + " cannot be read. Use \"An API server at a URL\" instead",
                    e);
        }
    }

    @Extension
    @Symbol("controller")
    public static final class DescriptorImpl extends Descriptor<ClusterAccess> {

        @NonNull
        @Override
        public String getDisplayName() {
            return "The controller's own service account";
        }

        @RequirePOST
        public FormValidation doTestConnection(@QueryParameter String namespace) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return ConnectionTest.run(new ControllerAccess(), namespace);
        }
    }
}
