package io.jenkins.plugins.k8srelease.engine.smoke;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What a check must be like to make sense. Every refusal is an {@link IllegalArgumentException} for people. */
final class SmokeRules {

    private static final long LONGEST = Duration.ofHours(1).toMillis();
    private static final int MOST_ATTEMPTS = 1000;

    private SmokeRules() {}

    static void check(String service, String url, Via via, Protocol protocol, int attempts) {
        if (via == Via.URL) {
            if (url.isEmpty()) {
                throw new IllegalArgumentException("via url needs a URL to ask");
            }
            protocolOf(url);
            if (!service.isEmpty()) {
                throw new IllegalArgumentException(
                        "either a service or a url is asked, not both: " + service + " and " + url);
            }
        } else if (service.isEmpty()) {
            throw new IllegalArgumentException("what is to be asked? Name a service, or a url");
        }
        if (via == Via.PROXY && protocol == Protocol.TCP) {
            throw new IllegalArgumentException(
                    "the API server's proxy speaks HTTP only: ask a TCP port via pod, or with"
                            + " the url tcp://HOST:PORT when this machine reaches it");
        }
        if (attempts < 1 || attempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException("attempts are 1 to " + MOST_ATTEMPTS + ", not " + attempts);
        }
    }

    /** The URL's protocol, when it is one that can be asked. */
    static Protocol protocolOf(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + url + "' is not a URL: " + e.getReason());
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme();
        if (uri.getHost() == null || !scheme.matches("https?|tcp")) {
            throw new IllegalArgumentException("a url is http://…, https://… or tcp://HOST:PORT, not '" + url + "'");
        }
        if (uri.getUserInfo() != null) {
            // Not quoted: it is a password.
            throw new IllegalArgumentException("the url holds a user name or password, which would be shown in logs");
        }
        if (scheme.equals("tcp") && uri.getPort() < 1) {
            throw new IllegalArgumentException("a tcp url needs a port: tcp://HOST:PORT, not '" + url + "'");
        }
        return Protocol.parse(scheme);
    }

    static String regex(String text) {
        try {
            return Pattern.compile(text).pattern();
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is not a regular expression: " + e.getDescription(), e);
        }
    }

    static long millis(long millis, long least) {
        if (millis < least || millis > LONGEST) {
            throw new IllegalArgumentException("a time must be " + least + " ms to 1 h, not " + millis + " ms");
        }
        return millis;
    }
}
