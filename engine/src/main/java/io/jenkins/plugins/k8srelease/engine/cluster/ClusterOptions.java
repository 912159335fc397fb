package io.jenkins.plugins.k8srelease.engine.cluster;

import java.time.Duration;

/**
 * How to talk to an API server.
 *
 * @param requestTimeout how long to wait for one answer; also what a takeover of a claim waits, since a request of the
 *     former owner can be under way that long
 * @param patience how long a request that may be repeated goes on being repeated while the server does not answer
 * @param listTimeout how long the first list of a watch may take, until the watch is begun anew
 * @param userAgent what the audit log shows
 */
public record ClusterOptions(Duration requestTimeout, Duration patience, Duration listTimeout, String userAgent) {

    public static ClusterOptions standard() {
        return new ClusterOptions(
                Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(20), "k8s-release");
    }

    public ClusterOptions withRequestTimeout(Duration timeout) {
        return new ClusterOptions(timeout, patience, listTimeout, userAgent);
    }

    public ClusterOptions withPatience(Duration longest) {
        return new ClusterOptions(requestTimeout, longest, listTimeout, userAgent);
    }

    public ClusterOptions withListTimeout(Duration timeout) {
        return new ClusterOptions(requestTimeout, patience, timeout, userAgent);
    }

    public ClusterOptions withUserAgent(String name) {
        return new ClusterOptions(requestTimeout, patience, listTimeout, name);
    }
}
