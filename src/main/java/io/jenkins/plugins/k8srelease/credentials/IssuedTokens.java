package io.jenkins.plugins.k8srelease.credentials;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import io.jenkins.plugins.k8srelease.client.ServerAddress;
import io.jenkins.plugins.k8srelease.credentials.TokenProvider.IssuedToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tokens that providers issued, kept for four fifths of their life. */
final class IssuedTokens {

    /** For tokens of unknown life. */
    private static final Duration UNKNOWN = Duration.ofMinutes(5);

    private record Key(Class<?> provider, String server, String fingerprint) {}

    private record Kept(IssuedToken token, Instant renew) {}

    private static final Map<Key, Kept> KEPT = new ConcurrentHashMap<>();

    private IssuedTokens() {}

    static IssuedToken get(TokenProvider provider, StandardCredentials credential, ServerAddress server)
            throws CredentialException {
        Key key = new Key(provider.getClass(), server.url(), provider.fingerprint(credential));
        Instant now = Instant.now();
        Kept kept = KEPT.get(key);
        if (kept != null && now.isBefore(kept.renew())) {
            return kept.token();
        }
        // Two at once issue two tokens, each of which is good.
        IssuedToken issued = provider.issue(credential, server);
        Duration life = issued.expires() == null ? UNKNOWN : Duration.between(now, issued.expires());
        KEPT.values().removeIf(k -> now.isAfter(k.renew()));
        KEPT.put(key, new Kept(issued, now.plus(life.multipliedBy(4).dividedBy(5))));
        return issued;
    }
}
