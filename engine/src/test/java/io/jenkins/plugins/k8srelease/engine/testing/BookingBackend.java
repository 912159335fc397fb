package io.jenkins.plugins.k8srelease.engine.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The backend of the Ticket Booking System with its database, for nodes where pods really run. */
public final class BookingBackend {

    private static final Path MANIFESTS = Path.of("..", "manifests");

    private BookingBackend() {}

    /** The manifests as they are, but with probes that ask every second, so that a test need not wait for the seed's. */
    public static String manifests(String namespace, String version) {
        StringBuilder all = new StringBuilder();
        for (String folder : List.of("configmap", "secrets", "database", "backend")) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(MANIFESTS.resolve(folder), "*.yaml")) {
                for (Path file : files) {
                    all.append(Files.readString(file)).append("\n---\n");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all.toString()
                .replace("namespace: ticket-booking", "namespace: " + namespace)
                .replace("initialDelaySeconds: 10", "initialDelaySeconds: 1")
                .replace("periodSeconds: 10", "periodSeconds: 1")
                .replace("ticket-booking/backend:v1", "ticket-booking/backend:" + version)
                .replace("${DB_PASSWORD}", "a-test-password")
                .replace("${MYSQL_ROOT_PASSWORD}", "another-test-password");
    }
}
