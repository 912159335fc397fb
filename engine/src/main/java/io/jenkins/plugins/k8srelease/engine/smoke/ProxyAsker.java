package io.jenkins.plugins.k8srelease.engine.smoke;

import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Asks one pod through the API server's proxy, which needs the right {@code get pods/proxy} and no route to the pod. */
public final class ProxyAsker {

    private final Cluster cluster;

    public ProxyAsker(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Asks once.
     *
     * @return the result; never completes exceptionally
     */
    public CompletableFuture<SmokeResult> ask(
            SmokeCheck check, String namespace, Endpoints.Target target, int attempt) {
        String scheme = check.protocol() == Protocol.HTTPS ? "https:" : "";
        String path = "/api/v1/namespaces/" + segment(namespace) + "/pods/" + scheme + segment(target.pod()) + ":"
                + target.port() + "/proxy" + check.path();
        Asked asked = new Asked(check, target.pod(), attempt);
        return cluster.fetch(path, SmokeCheck.LARGEST_ANSWER, Duration.ofMillis(check.timeoutMillis()))
                .handle((answer, thrown) -> thrown == null
                        ? asked.answered(answer.code(), answer.body())
                        : asked.failed(Cluster.unwrap(thrown)));
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
