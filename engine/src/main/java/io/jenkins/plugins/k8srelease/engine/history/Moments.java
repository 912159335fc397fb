package io.jenkins.plugins.k8srelease.engine.history;

/** Moments of the record as sentences tell them. */
public final class Moments {

    private Moments() {}

    /** An RFC 3339 time to the second: {@code 2026-01-01T10:00:00Z} for {@code 2026-01-01T10:00:00.123456789Z}. */
    public static String text(String rfc3339) {
        return rfc3339.replaceFirst("[.][0-9]+Z$", "Z");
    }
}
