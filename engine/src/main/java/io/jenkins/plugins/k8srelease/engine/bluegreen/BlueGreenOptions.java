package io.jenkins.plugins.k8srelease.engine.bluegreen;

import java.time.Duration;
import java.util.List;

/**
 * What a blue-green release is about, besides its objects.
 *
 * @param service name of the Service that people reach, and that is switched
 * @param preview name of the Service by which the other colour is tested; empty for one that is there already, or
 *     {@code SERVICE-preview}
 * @param workloads names of the Deployments that get a second colour, with or without their colour; empty for those behind
 *     the Service
 * @param drainMillis how long the old colour stays as it is at least, once no Service leads to it: open connections and other
 *     nodes' proxies cannot be seen
 * @param keepMillis how long the old colour is kept for a way back, 0 to retire it as soon as the release has succeeded
 */
public record BlueGreenOptions(
        String service, String preview, List<String> workloads, long drainMillis, long keepMillis) {

    public BlueGreenOptions {
        workloads = List.copyOf(workloads);
        if (service.isEmpty()) {
            throw new IllegalArgumentException("which Service is switched? Name it");
        }
        if (drainMillis < 0 || keepMillis < 0) {
            throw new IllegalArgumentException("drain and keepOld cannot be negative");
        }
    }

    /** The workloads behind a Service, 30 seconds of drain, 15 minutes of keeping. */
    public static BlueGreenOptions of(String service) {
        return new BlueGreenOptions(
                service,
                "",
                List.of(),
                Duration.ofSeconds(30).toMillis(),
                Duration.ofMinutes(15).toMillis());
    }

    public BlueGreenOptions withPreview(String name) {
        return new BlueGreenOptions(service, name, workloads, drainMillis, keepMillis);
    }

    public BlueGreenOptions withWorkloads(List<String> names) {
        return new BlueGreenOptions(service, preview, names, drainMillis, keepMillis);
    }

    public BlueGreenOptions withDrain(Duration drain) {
        return new BlueGreenOptions(service, preview, workloads, drain.toMillis(), keepMillis);
    }

    public BlueGreenOptions withKeepOld(Duration keep) {
        return new BlueGreenOptions(service, preview, workloads, drainMillis, keep.toMillis());
    }
}
