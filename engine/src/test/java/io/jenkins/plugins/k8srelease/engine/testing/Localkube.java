package io.jenkins.plugins.k8srelease.engine.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program behind the local cluster: a port into it, and a steady load that counts every failure. */
public final class Localkube {

    private final String program = required("K8S_RELEASE_TEST_LOCALKUBE");
    private final String cluster = required("K8S_RELEASE_TEST_CLUSTER");

    private static String required(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException(name + " is not set: run './dev test realnodes'");
        }
        return value;
    }

    /** Runs kubectl with a manifest on its standard input, and returns what it prints. */
    public static String kubectl(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of(required("K8S_RELEASE_TEST_LOCALKUBE"), "kubectl"));
        command.addAll(List.of(arguments));
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("KUBECONFIG", required(TestCluster.KUBECONFIG));
            Process process = builder.start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = output(process);
            if (process.waitFor() != 0) {
                throw new AssertionError(command + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Opens a port of the loopback interface that leads to a Service's cluster IP; it closes with the cluster. */
    public int expose(String namespace, String service, int port) {
        List<String> command =
                List.of(program, "expose", "--name", cluster, "0=" + namespace + "/" + service + ":" + port);
        return Integer.parseInt(output(start(command)).trim());
    }

    /** Kills the API server without a warning; returns when it answers again. */
    public void killApiServer() {
        output(start(List.of(program, "restart-apiserver", "--name", cluster, "--kill")));
    }

    /** Takes a node from the cluster: its kubelet and its network. */
    public void stopNode(String node) {
        output(start(List.of(program, "node", "stop", "--name", cluster, node, "--network")));
    }

    public void startNode(String node) {
        output(start(List.of(program, "node", "start", "--name", cluster, node, "--network")));
    }

    /** Makes an image of a folder's files, whose entry point is its shell, and brings it onto all nodes. */
    public void loadImage(String name, Path folder) {
        try {
            Path archive = Files.createTempFile("image", ".tar");
            try {
                Process process = new ProcessBuilder(
                                program, "image", "--name", name, "--entrypoint", "/bin/sh", folder.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .redirectOutput(archive.toFile())
                        .start();
                if (process.waitFor() != 0) {
                    throw new IllegalStateException("the image " + name + " could not be made");
                }
                output(start(List.of(program, "images", "load", "--name", cluster, archive.toString())));
            } finally {
                Files.delete(archive);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A folder with a shell and its commands, as the images of the Ticket Booking System have them. */
    public Path shell() {
        String roots = output(start(List.of("../examples/ticket-booking/images.sh", "--roots")));
        return Path.of(roots.trim(), "base");
    }

    /** A load that goes on until it is stopped. */
    public Load load(String url, int rate, boolean keepAlive) {
        List<String> command = new ArrayList<>(List.of(
                program, "load", "--url", url, "--rate", Integer.toString(rate), "--until-signal", "--output", "json"));
        if (keepAlive) {
            command.add("--keepalive");
        }
        return new Load(start(command));
    }

    /** A running load. */
    public static final class Load implements AutoCloseable {

        private final Process process;

        private Load(Process process) {
            this.process = process;
        }

        /** Stops and counts: {@code requests}, {@code failed}, {@code failures}, {@code versions}. */
        public JsonNode stop() {
            // Process.destroy would close the stream with the counts, too.
            process.toHandle().destroy();
            try {
                return new JsonMapper().readTree(output(process));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String output(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
