package io.jenkins.plugins.k8srelease.credentials;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.common.StandardCertificateCredentials;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.util.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.jenkins.plugins.k8srelease.client.ServerAddress;
import io.jenkins.plugins.k8srelease.credentials.TokenProvider.IssuedToken;
import io.jenkins.plugins.k8srelease.kubeconfig.Kubeconfig;
import io.jenkins.plugins.k8srelease.kubeconfig.KubeconfigException;
import io.jenkins.plugins.k8srelease.kubeconfig.KubeconfigReader;
import io.jenkins.plugins.k8srelease.kubeconfig.UserMaterial;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import jenkins.authentication.tokens.api.AuthenticationTokens;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuth;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuthConfig;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuthException;
import org.jenkinsci.plugins.kubernetes.auth.impl.KubernetesAuthKubeconfig;
import org.jenkinsci.plugins.kubernetes.credentials.FileSystemServiceAccountCredential;
import org.jenkinsci.plugins.kubernetes.credentials.TokenProducer;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** Turns a credential into what an API server takes. May block: a token may have to be issued. */
public final class UserMaterials {

    /**
     * What a credential gave.
     *
     * @param user the material
     * @param namespace that the credential's kubeconfig names, else null
     * @param expires when the material stops being good, null when that is not known
     */
    public record Read(
            UserMaterial user,
            @CheckForNull String namespace,
            @CheckForNull Instant expires) {}

    private UserMaterials() {}

    /** Those credentials that can be used at all, for lists to choose from. Reads no secret. */
    public static CredentialsMatcher matcher() {
        CredentialsMatcher kubernetes = AuthenticationTokens.matcher(KubernetesAuth.class);
        return credential -> credential instanceof StandardCredentials standard
                && !(credential instanceof FileSystemServiceAccountCredential)
                && (TokenProvider.find(standard) != null || kubernetes.matches(credential));
    }

    /**
     * Reads a credential for a server that an administrator named.
     *
     * @param server the only place where the material will be sent
     */
    public static Read read(StandardCredentials credential, ServerAddress server) throws CredentialException {
        String name = name(credential);
        if (credential instanceof FileSystemServiceAccountCredential) {
            // Whoever may create a credential in a folder would act with the rights of the controller itself.
            throw new CredentialException(
                    name + " stands for the controller's own service account. Only an administrator"
                            + " can let builds use that, as a cluster of the kind \"The controller's own service account\"");
        }
        TokenProvider provider = TokenProvider.find(credential);
        if (provider != null) {
            IssuedToken issued = IssuedTokens.get(provider, credential, server);
            return new Read(UserMaterial.ofToken(issued.token()), null, issued.expires());
        }
        if (credential instanceof FileCredentials file) {
            return ofKubeconfig(readKubeconfig(file), name, server);
        }
        if (credential instanceof TokenProducer) {
            return plain(ofKubernetesAuth(credential, name, server));
        }
        if (credential instanceof StringCredentials text) {
            return plain(UserMaterial.ofToken(token(text.getSecret(), name)));
        }
        if (credential instanceof StandardCertificateCredentials certificate) {
            return plain(Keystores.read(certificate.getKeyStore(), certificate.getPassword(), name));
        }
        if (credential instanceof StandardUsernamePasswordCredentials password) {
            return plain(UserMaterial.ofPassword(password.getUsername(), password.getPassword()));
        }
        return plain(ofKubernetesAuth(credential, name, server));
    }

    /** Reads the kubeconfig that a secret file holds. */
    public static Kubeconfig readKubeconfig(FileCredentials file) throws CredentialException {
        try (InputStream in = file.getContent()) {
            // One byte more than allowed, so that too much is told from just enough.
            String text = new String(in.readNBytes(KubeconfigReader.MAX_BYTES + 1), StandardCharsets.UTF_8);
            return KubeconfigReader.read(text, name(file));
        } catch (IOException e) {
            throw new CredentialException(name(file) + " could not be read: " + e.getMessage(), e);
        } catch (KubeconfigException e) {
            throw new CredentialException(e.getMessage());
        }
    }

    /** How messages call a credential: its id, which whoever configured the step knows already. */
    public static String name(StandardCredentials credential) {
        return "credential \"" + credential.getId() + "\"";
    }

    private static Read ofKubeconfig(Kubeconfig kubeconfig, String name, ServerAddress server)
            throws CredentialException {
        if (!server.isAt(kubeconfig.server())) {
            throw new CredentialException("the kubeconfig of " + name + " is for another server than this cluster's, "
                    + server.url() + "; choose the cluster that it is for, or another credential");
        }
        if (!kubeconfig.verifiesServer()) {
            throw new CredentialException(
                    "the kubeconfig of " + name + " switches the check of the server's certificate"
                            + " off (insecure-skip-tls-verify). Remove that; the cluster's configuration holds the certificate"
                            + " authority");
        }
        if (kubeconfig.user().isEmpty()) {
            throw new CredentialException("the kubeconfig of " + name + " holds no token, certificate or password");
        }
        return new Read(kubeconfig.user(), kubeconfig.namespace(), null);
    }

    /** Types of other plugins: converted by the kubernetes-credentials plugin, and taken apart again. */
    private static UserMaterial ofKubernetesAuth(StandardCredentials credential, String name, ServerAddress server)
            throws CredentialException {
        KubernetesAuth auth = AuthenticationTokens.convert(KubernetesAuth.class, credential);
        if (auth == null) {
            throw new CredentialException(name + " is a \""
                    + credential.getDescriptor().getDisplayName()
                    + "\", which no API server takes. Use a secret text (token),"
                    + " a secret file (kubeconfig), a certificate, or a username with password");
        }
        if (auth instanceof KubernetesAuthKubeconfig kubeconfig) {
            try {
                Kubeconfig read = KubeconfigReader.read(kubeconfig.getKubeconfig(), name);
                return ofKubeconfig(read, name, server).user();
            } catch (KubeconfigException e) {
                throw new CredentialException(e.getMessage());
            }
        }
        try {
            Config config = auth.decorate(
                            new ConfigBuilder(Config.empty()),
                            new KubernetesAuthConfig(server.url(), server.certificateAuthority(), false))
                    .build();
            return new UserMaterial(
                    config.getOauthToken() == null ? null : token(Secret.fromString(config.getOauthToken()), name),
                    decode(config.getClientCertData()),
                    config.getClientKeyData() == null ? null : Secret.fromString(decode(config.getClientKeyData())),
                    config.getUsername(),
                    config.getUsername() == null ? null : Secret.fromString(config.getPassword()));
        } catch (KubernetesAuthException | RuntimeException e) {
            throw new CredentialException(name + " gave no token for " + server.url() + ": " + e.getMessage(), e);
        }
    }

    private static Secret token(Secret secret, String name) throws CredentialException {
        String text = secret.getPlainText().strip();
        if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new CredentialException("the text of " + name
                    + " is not a bearer token, which is one word. A kubeconfig" + " belongs into a secret file");
        }
        return Secret.fromString(text);
    }

    private static Read plain(UserMaterial user) {
        return new Read(user, null, null);
    }

    @CheckForNull
    private static String decode(@CheckForNull String base64) {
        return base64 == null ? null : new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
