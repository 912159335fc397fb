package io.jenkins.plugins.k8srelease.credentials;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.util.Secret;
import io.jenkins.plugins.k8srelease.client.ServerAddress;
import java.time.Instant;

/**
 * Makes a token for an API server out of a credential: the place for cloud logins, which a kubeconfig would do with a
 * program.
 *
 * <p>A provider runs on the controller with the rights of Jenkins; it must reach only addresses that its own
 * configuration or the API server's address name, never one that a job chooses.
 */
public abstract class TokenProvider implements ExtensionPoint {

    /**
     * A token.
     *
     * @param token bearer token
     * @param expires when the API server stops taking it, null when that is not known: it is asked for again every
     *     few minutes then
     */
    public record IssuedToken(Secret token, @CheckForNull Instant expires) {}

    /** Whether this provider makes tokens out of such a credential. Quick, and without reading its secret. */
    public abstract boolean accepts(StandardCredentials credential);

    /**
     * Something that changes when the credential's content does, so that a token that was issued for former content is
     * not used any longer. It is kept in memory only.
     */
    public abstract String fingerprint(StandardCredentials credential);

    /**
     * Issues a token. May block for some seconds; is not called again before most of the token's life is over.
     *
     * @throws CredentialException saying what to do, without any secret
     */
    public abstract IssuedToken issue(StandardCredentials credential, ServerAddress server) throws CredentialException;

    @CheckForNull
    static TokenProvider find(StandardCredentials credential) {
        return ExtensionList.lookup(TokenProvider.class).stream()
                .filter(p -> p.accepts(credential))
                .findFirst()
                .orElse(null);
    }
}
