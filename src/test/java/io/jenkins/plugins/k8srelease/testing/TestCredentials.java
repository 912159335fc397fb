package io.jenkins.plugins.k8srelease.testing;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.ModelObject;
import hudson.util.Secret;
import java.nio.charset.StandardCharsets;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;

/** Makes and stores credentials. */
public final class TestCredentials {

    private TestCredentials() {}

    public static StandardCredentials token(String id, String token) {
        return new StringCredentialsImpl(CredentialsScope.GLOBAL, id, null, Secret.fromString(token));
    }

    public static StandardCredentials file(String id, String text) {
        return new FileCredentialsImpl(
                CredentialsScope.GLOBAL,
                id,
                null,
                "kubeconfig",
                SecretBytes.fromBytes(text.getBytes(StandardCharsets.UTF_8)));
    }

    public static void inJenkins(Credentials... credentials) throws Exception {
        in(Jenkins.get(), credentials);
    }

    public static void inFolder(AbstractFolder<?> folder, Credentials... credentials) throws Exception {
        in(folder, credentials);
    }

    private static void in(ModelObject context, Credentials... credentials) throws Exception {
        for (CredentialsStore store : CredentialsProvider.lookupStores(context)) {
            if (store.getContext() == context) {
                for (Credentials credential : credentials) {
                    store.addCredentials(Domain.global(), credential);
                }
                return;
            }
        }
        throw new IllegalStateException("no store for " + context.getDisplayName());
    }

    /** Puts other content under the same id. */
    public static void replaceInJenkins(Credentials former, Credentials next) throws Exception {
        CredentialsStore store =
                CredentialsProvider.lookupStores(Jenkins.get()).iterator().next();
        if (!store.updateCredentials(Domain.global(), former, next)) {
            throw new IllegalStateException("not replaced");
        }
    }
}
