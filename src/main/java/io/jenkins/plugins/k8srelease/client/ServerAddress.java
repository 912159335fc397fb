package io.jenkins.plugins.k8srelease.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where an API server is and how it is verified.
 *
 * @param url without a slash at its end
 * @param certificateAuthority PEM; null for the authorities that the controller's Java trusts
 * @param proxied whether requests go through the proxy that Jenkins is configured with
 */
public record ServerAddress(String url, @CheckForNull String certificateAuthority, boolean proxied) {

    public ServerAddress {
        url = normalize(url);
    }

    /**
     * What is wrong with a URL, null when nothing is. Only HTTPS: the credential would travel in plain sight otherwise.
     */
    @CheckForNull
    public static String problem(@CheckForNull String url) {
        if (url == null || url.isBlank()) {
            return "The URL of the API server is needed, for example https://k8s.example.com:6443 ('kubectl cluster-info' shows it).";
        }
        try {
            URI uri = new URI(url.strip());
            if (!"https".equalsIgnoreCase(uri.getScheme())) {
                return "The URL must begin with https://, since credentials would travel unencrypted otherwise.";
            }
            if (uri.getHost() == null) {
                return "The URL names no host.";
            }
            if (uri.getRawUserInfo() != null) {
                return "The URL must not hold a user or password; choose a credential instead.";
            }
            if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
                return "The URL must not have a query or a fragment.";
            }
            return null;
        } catch (URISyntaxException e) {
            return "This is not a URL.";
        }
    }

    /** Whether a URL, as a kubeconfig names it, means this server. */
    public boolean isAt(String other) {
        return url.equals(normalize(other));
    }

    private static String normalize(String text) {
        String trimmed = text.strip();
        while (trimmed.endsWith("/")) {
            trimmed = trimmed.substring(0, trimmed.length() - 1);
        }
        try {
            URI uri = new URI(trimmed);
            if (uri.getHost() == null || uri.getScheme() == null) {
                return trimmed;
            }
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            String host = uri.getHost().toLowerCase(Locale.ROOT);
            int port = uri.getPort() == (scheme.equals("https") ? 443 : 80) ? -1 : uri.getPort();
            return new URI(scheme, null, host, port, uri.getPath(), null, null).toString();
        } catch (URISyntaxException e) {
            return trimmed;
        }
    }

    String host() {
        return URI.create(url).getHost();
    }
}
