package io.jenkins.plugins.k8srelease.examples;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files that a checkout of the Ticket Booking System brings. */
final class Checkout {

    private Checkout() {}

    /**
     * The manifests by their paths.
     *
     * @param crash true for a backend that crashes at every start, which simulated pods do by an annotation
     */
    static Map<String, byte[]> of(boolean crash) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(Path.of("manifests"))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file);
                boolean changed = crash && file.endsWith("backend-deployment.yaml");
                files.put(file.toString(), (changed ? crashing(text) : text).getBytes(StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    private static String crashing(String deployment) {
        String changed = deployment.replaceFirst(
                "(?m)^(  template:\\R    metadata:\\R)",
                "$1      annotations: {localkube/behaviour: crash-loop, localkube/log: 'ERROR seat map is missing'}\n");
        assertThat("the Deployment's template was found", changed, is(not(deployment)));
        return changed;
    }

    /** For a job without a repository. */
    static void write(Map<String, byte[]> files, Path workspace) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path target = workspace.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
    }
}
