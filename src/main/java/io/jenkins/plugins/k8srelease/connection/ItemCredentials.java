package io.jenkins.plugins.k8srelease.connection;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.model.ModelObject;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.k8srelease.cluster.ClusterFolderProperty;
import io.jenkins.plugins.k8srelease.credentials.CredentialException;
import java.util.List;
import jenkins.model.Jenkins;

/** A credential as a build may use it: of its job, of the folders around it, or of Jenkins, and never of a system's own scope. */
final class ItemCredentials {

    private final Run<?, ?> run;
    private final String id;

    ItemCredentials(Run<?, ?> run, String id) {
        this.run = run;
        this.id = id;
    }

    /** Records that the build used it; once, since that is written to disk. */
    void track(String url) throws CredentialException {
        CredentialsProvider.track(run, find(url));
    }

    /**
     * Finds it as it is now.
     *
     * @param url where it will be sent: credentials of other domains are not found; null when that is not known yet
     */
    StandardCredentials find(@CheckForNull String url) throws CredentialException {
        List<DomainRequirement> requirements =
                url == null ? List.of() : URIRequirementBuilder.fromUri(url).build();
        StandardCredentials found =
                CredentialsProvider.findCredentialById(id, StandardCredentials.class, run, requirements);
        if (found == null) {
            throw new CredentialException("job " + run.getParent().getFullName() + " has no credential \"" + id
                    + "\". It must be stored in Jenkins, or in a folder around the job, with global scope"
                    + (url == null ? "" : ", in a domain that " + url + " belongs to"));
        }
        if (!ClusterFolderProperty.allowsCredential(run.getParent(), found.getId())) {
            throw new CredentialException(
                    "the folder of job " + run.getParent().getFullName() + " does not let releases use credential \""
                            + found.getId() + "\"; its configuration lists those that may");
        }
        return found;
    }

    /**
     * Which stored credential this is. Two jobs have the same only when it is the same entry of the same store; what
     * stands in no store that can be listed is this build's alone.
     */
    String identity(String url) throws CredentialException {
        StandardCredentials found = find(url);
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            for (CredentialsStore store : CredentialsProvider.lookupStores(run.getParent())) {
                for (Domain domain : store.getDomains()) {
                    for (Credentials candidate : store.getCredentials(domain)) {
                        // Not equals, which compares ids only.
                        if (candidate == found) {
                            return context(store.getContext()) + "/" + domain.getName() + "/" + found.getId();
                        }
                    }
                }
            }
        }
        return "build/" + run.getExternalizableId() + "/" + found.getId();
    }

    private static String context(ModelObject context) {
        if (context instanceof Jenkins) {
            return "jenkins";
        }
        if (context instanceof Item item) {
            return "item/" + item.getFullName();
        }
        return context instanceof User user
                ? "user/" + user.getId()
                : context.getClass().getName() + context.hashCode();
    }
}
