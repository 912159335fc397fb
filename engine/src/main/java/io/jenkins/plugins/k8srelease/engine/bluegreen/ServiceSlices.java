package io.jenkins.plugins.k8srelease.engine.bluegreen;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.health.ClusterView;
import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.Set;
import java.util.TreeSet;

/** Where a Service sends requests, as its EndpointSlices tell every node. */
public final class ServiceSlices {

    public static final GroupKind KIND = new GroupKind("discovery.k8s.io", "EndpointSlice");

    private ServiceSlices() {}

    /** The pods that are ready endpoints, for any port. */
    public static Set<String> readyPods(KubeObject service, ClusterView view) {
        return ready(service, null, view);
    }

    /** True when for every port of a Service exactly these pods are ready endpoints. */
    public static boolean leadOnlyTo(Set<String> pods, KubeObject service, ClusterView view) {
        if (!readyPods(service, view).equals(pods)) {
            return false;
        }
        for (JsonNode port : service.at("spec", "ports")) {
            if (!ready(service, port.path("name").asText(), view).equals(pods)) {
                return false;
            }
        }
        return true;
    }

    private static Set<String> ready(KubeObject service, String port, ClusterView view) {
        Set<String> pods = new TreeSet<>();
        for (KubeObject slice : view.list(KIND, service.namespace())) {
            if (!service.name().equals(slice.labels().get("kubernetes.io/service-name"))
                    || (port != null && !hasPort(slice, port))) {
                continue;
            }
            for (JsonNode endpoint : slice.at("endpoints")) {
                if (endpoint.path("conditions").path("ready").asBoolean(true)
                        && endpoint.path("targetRef").path("kind").asText().equals("Pod")) {
                    pods.add(endpoint.path("targetRef").path("name").asText());
                }
            }
        }
        return pods;
    }

    private static boolean hasPort(KubeObject slice, String name) {
        for (JsonNode port : slice.at("ports")) {
            if (port.path("name").asText().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
