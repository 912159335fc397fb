package io.jenkins.plugins.k8srelease.engine.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads no more than is wanted, whatever a file's size claims to be: it may grow, or be a device. */
final class BoundedInput {

    private BoundedInput() {}

    /** At most one byte more than the limit, which tells the caller that there is more. */
    static byte[] read(InputStream in, int limit) throws IOException {
        return in.readNBytes(limit == Integer.MAX_VALUE ? limit : limit + 1);
    }

    static byte[] read(Path file, int limit) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, limit);
        }
    }
}
