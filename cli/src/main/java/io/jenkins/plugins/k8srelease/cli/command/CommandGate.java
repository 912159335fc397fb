package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.engine.release.Durations;
import io.jenkins.plugins.k8srelease.engine.release.Gate;
import io.jenkins.plugins.k8srelease.engine.release.GreenReady;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A shell command as the test of a colour. What it writes is shown, with secrets masked, on standard error. */
final class CommandGate implements Gate, AutoCloseable {

    private final Console console;
    private final String command;
    private final Duration timeout;
    private Process process;
    private boolean closed;

    CommandGate(Console console, String command, Duration timeout) {
        this.console = console;
        this.command = command;
        this.timeout = timeout;
    }

    @Override
    public CompletableFuture<Verdict> test(GreenReady ready) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .directory(console.directory().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.environment()
                .putAll(Map.of(
                        "K8S_RELEASE_COLOUR", ready.colour(),
                        "K8S_RELEASE_PREVIEW", ready.preview(),
                        "K8S_RELEASE_SERVICE", ready.service(),
                        "K8S_RELEASE_NAMESPACE", ready.namespace(),
                        "K8S_RELEASE_REVISION", Integer.toString(ready.revision()),
                        "K8S_RELEASE_DEPLOYMENTS", String.join(" ", ready.deployments())));
        try {
            Process started = start(builder);
            Thread shown = new Thread(() -> show(started), "k8s-release-test-output");
            shown.setDaemon(true);
            shown.start();
            return started.onExit()
                    .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .handle((ended, thrown) -> {
                        if (thrown != null) {
                            end(started);
                            return Verdict.fail("'" + command + "' was not done after "
                                    + Durations.text(timeout.toMillis()) + " and was ended");
                        }
                        return ended.exitValue() == 0
                                ? Verdict.pass()
                                : Verdict.fail("'" + command + "' ended with exit code " + ended.exitValue());
                    });
        } catch (IOException e) {
            return CompletableFuture.completedFuture(
                    Verdict.fail("'" + command + "' could not be started: " + e.getMessage()));
        }
    }

    private synchronized Process start(ProcessBuilder builder) throws IOException {
        if (closed) {
            throw new IOException("the release has ended");
        }
        process = builder.start();
        return process;
    }

    private void show(Process started) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(started.getInputStream(), Charset.defaultCharset()))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                console.warn("  test| " + line);
            }
        } catch (IOException e) {
            // It was ended, and its output with it.
        }
    }

    private static void end(Process started) {
        started.descendants().forEach(ProcessHandle::destroy);
        started.destroy();
    }

    /** Ends a test that a release no longer waits for. */
    @Override
    public synchronized void close() {
        closed = true;
        if (process != null) {
            end(process);
        }
    }
}
