package io.jenkins.plugins.k8srelease.engine.smoke;

import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.RawResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Asks one pod through the API server's proxy, which needs the right {@code get pods/proxy} and no route to the pod. */
public final class PodAsker {

    private final Cluster cluster;

    public PodAsker(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Asks once.
     *
     * @param port the pod's port
     * @return the result; never completes exceptionally
     */
    public CompletableFuture<SmokeResult> ask(SmokeCheck check, String namespace, String pod, int port, int attempt) {
        String path = "/api/v1/namespaces/" + segment(namespace) + "/pods/" + segment(pod) + ":" + port + "/proxy"
                + check.path();
        long start = System.nanoTime();
        return cluster.fetch(path, SmokeCheck.LARGEST_ANSWER, Duration.ofMillis(check.timeoutMillis()))
                .handle((answer, thrown) -> {
                    String wrong = thrown == null
                            ? violation(check, answer)
                            : Cluster.unwrap(thrown).toString();
                    return new SmokeResult(
                            check.toString(),
                            pod,
                            wrong.isEmpty(),
                            wrong,
                            attempt,
                            (System.nanoTime() - start) / 1_000_000);
                });
    }

    private static String violation(SmokeCheck check, RawResponse answer) {
        try {
            Optional<String> violation = Expectation.violation(check, answer);
            return violation.orElse("");
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
