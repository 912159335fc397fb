package io.jenkins.plugins.k8srelease.engine.manifest;

/** Sizes for messages. */
final class Sizes {

    private Sizes() {}

    static String of(long bytes) {
        if (bytes >= 1 << 20 && bytes % (1 << 20) == 0) {
            return (bytes >> 20) + " MiB";
        }
        if (bytes >= 1 << 10 && bytes % (1 << 10) == 0) {
            return (bytes >> 10) + " KiB";
        }
        return bytes + " bytes";
    }
}
