package io.jenkins.plugins.k8srelease.cli.kubeconfig;

import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A token that somebody else renews in a file, as the kubelet does for service accounts. */
final class TokenFile implements OAuthTokenProvider {

    /** client-go reads it again after a minute, too. */
    private static final long FRESH_NANOS = Duration.ofMinutes(1).toNanos();

    private final Path file;
    private String token = "";
    private long readAt;

    TokenFile(Path file) {
        this.file = file;
    }

    @Override
    public synchronized String getToken() {
        if (token.isEmpty() || System.nanoTime() - readAt > FRESH_NANOS) {
            try {
                token = Files.readString(file).strip();
                readAt = System.nanoTime();
            } catch (IOException e) {
                if (token.isEmpty()) {
                    throw new IllegalStateException("the token file " + file + " cannot be read", e);
                }
                // While it is being replaced the old one may still be good for a while.
            }
        }
        return token;
    }
}
