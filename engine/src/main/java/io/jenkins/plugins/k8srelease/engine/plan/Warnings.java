package io.jenkins.plugins.k8srelease.engine.plan;

/** Reads the API server's Warning headers. */
final class Warnings {

    private Warnings() {}

    /** The text of {@code 299 - "text"} (RFC 7234, section 5.5), or the whole header in another form. */
    static String text(String header) {
        int first = header.indexOf('"');
        int last = header.lastIndexOf('"');
        return first >= 0 && last > first ? header.substring(first + 1, last).replace("\\\"", "\"") : header;
    }
}
