package io.jenkins.plugins.k8srelease.engine.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads what a process writes while it runs, so that it never waits for us; keeps the beginning only. */
final class StreamCopy {

    private final CompletableFuture<byte[]> content = new CompletableFuture<>();

    private StreamCopy() {}

    static StreamCopy start(InputStream in, int limit) {
        StreamCopy copy = new StreamCopy();
        Thread thread = new Thread(() -> copy.run(in, limit), "k8s-release-kustomize-output");
        thread.setDaemon(true);
        thread.start();
        return copy;
    }

    private void run(InputStream in, int limit) {
        try (in) {
            byte[] kept = BoundedInput.read(in, limit);
            byte[] rest = new byte[8192];
            while (in.read(rest) >= 0) {
                // Too long already; drained so that the process can end.
            }
            content.complete(kept);
        } catch (IOException e) {
            content.completeExceptionally(e);
        }
    }

    /**
     * At most one byte more than the limit.
     *
     * @throws TimeoutException when something still holds the stream open, for example a child of the process
     */
    byte[] await(Duration timeout) throws IOException, InterruptedException, TimeoutException {
        try {
            return content.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the output cannot be read", e.getCause());
        }
    }
}
