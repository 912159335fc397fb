package io.jenkins.plugins.k8srelease.engine.smoke;

import java.util.Locale;

/** What a smoke test speaks. */
public enum Protocol {
    HTTP,
    HTTPS,
    /** A connection must be accepted; nothing is sent. Not through the API server's proxy, which speaks HTTP only. */
    TCP;

    /** Reads {@code http}, {@code https} or {@code tcp}. */
    public static Protocol parse(String text) {
        return Via.Words.of(Protocol.class, text);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
