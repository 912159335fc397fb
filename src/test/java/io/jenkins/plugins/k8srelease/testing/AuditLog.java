package io.jenkins.plugins.k8srelease.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the local cluster's API server wrote down of the requests of Jenkins. */
public final class AuditLog {

    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path file;

    /** @param kubeconfig of the local cluster, beside which the log lies */
    public AuditLog(Path kubeconfig) {
        this.file = kubeconfig.resolveSibling("audit.log");
    }

    /**
     * Every change that Jenkins made to the objects of a namespace and that the server took, in order: {@code
     * patch configmaps/web-config}. Without dry runs, and without the records of releases.
     */
    public List<String> changes(String namespace) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.contains("\"" + namespace + "\""))
                    .map(AuditLog::parse)
                    .filter(e -> isChange(e, namespace))
                    .map(e -> e.path("verb").asText() + " "
                            + e.at("/objectRef/resource").asText() + "/"
                            + e.at("/objectRef/name").asText())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isChange(JsonNode event, String namespace) {
        return event.at("/objectRef/namespace").asText().equals(namespace)
                && event.path("userAgent").asText().startsWith("k8s-release-jenkins")
                && List.of("create", "update", "patch", "delete")
                        .contains(event.path("verb").asText())
                && event.path("stage").asText().equals("ResponseComplete")
                && event.at("/responseStatus/code").asInt() < 300
                && !event.path("requestURI").asText().contains("dryRun=All")
                && !event.at("/objectRef/resource").asText().equals("namespaces")
                && !event.at("/objectRef/name").asText().startsWith("k8s-release.");
    }

    private static JsonNode parse(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
