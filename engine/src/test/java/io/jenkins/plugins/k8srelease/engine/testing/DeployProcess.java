package io.jenkins.plugins.k8srelease.engine.testing;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ClusterOptions;
import io.jenkins.plugins.k8srelease.engine.history.ClaimOptions;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.release.DeployRequest;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseEngine;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** A deploy, or another operation, in a process of its own, to be stopped and killed like any other. */
public final class DeployProcess implements AutoCloseable {

    /** Short, so that a takeover needs seconds; long enough for a busy machine. */
    public static final ClaimOptions CLAIMS = new ClaimOptions(Duration.ofSeconds(4));

    private final Process process;
    private final BufferedReader lines;

    private DeployProcess(Process process) {
        this.process = process;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts one that reaches the API server at a URL without credentials, as a {@link FaultProxy} offers it. */
    public static DeployProcess start(String url, RecordNames names, Path manifest) {
        return start(url, names, manifest.toString());
    }

    /** The same for another operation than a deploy. */
    public static DeployProcess start(String url, RecordNames names, ColourScenario scenario) {
        return start(url, names, scenario.name());
    }

    private static DeployProcess start(String url, RecordNames names, String what) {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                DeployProcess.class.getName(),
                url,
                names.namespace(),
                names.app(),
                what);
        try {
            return new DeployProcess(builder.redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs in the process. */
    public static void main(String[] args) throws IOException {
        Config config = new ConfigBuilder(Config.empty()).withMasterUrl(args[0]).build();
        RecordNames names = new RecordNames(args[1], args[2]);
        // The identity of the process is left out: whether it lives is for the Lease to tell.
        Holder holder = new Holder(UUID.randomUUID().toString(), "a process", "here", null);
        ClusterOptions options = ClusterOptions.standard().withRequestTimeout(Duration.ofSeconds(3));
        try (Cluster cluster = Cluster.connect(config, options);
                ReleaseEngine engine = new ReleaseEngine(4, CLAIMS)) {
            ReleaseResult result = operation(args[3])
                    .begin(engine, cluster, names, holder, event -> System.out.println(event.line()))
                    .join();
            System.out.println("=> " + result.status() + ": " + result.message());
        }
    }

    private static EngineProcess.Operation operation(String what) throws IOException {
        if (Arrays.stream(ColourScenario.values()).anyMatch(s -> s.name().equals(what))) {
            return ColourScenario.valueOf(what).operation();
        }
        List<LoadedObject> objects = Apps.load(Files.readString(Path.of(what)));
        ReleaseSettings settings = ReleaseSettings.standard().withTimeout(Duration.ofMinutes(2));
        return (engine, cluster, names, holder, listener) ->
                engine.deploy(cluster, new DeployRequest(names, objects, settings, holder, false), listener);
    }

    /** Reads until a line with this text comes. */
    public List<String> readUntil(String text) {
        List<String> read = new java.util.ArrayList<>();
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                read.add(line);
                if (line.contains(text)) {
                    return read;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("the process ended without '" + text + "': " + read);
    }

    /** Sends a signal, for example {@code STOP}. */
    public void signal(String name) {
        try {
            int exit = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill -" + name + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Does something when the process has ended. */
    public void onExit(Runnable then) {
        process.onExit().thenRun(then);
    }

    public int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
