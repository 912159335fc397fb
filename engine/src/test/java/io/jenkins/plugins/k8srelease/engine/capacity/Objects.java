package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Objects for tests, written as YAML. */
final class Objects {

    static final String NAMESPACE = "shop";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Objects() {}

    static List<KubeObject> all(String yaml) {
        List<KubeObject> result = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            while (documents.hasNext()) {
                if (documents.next() instanceof ObjectNode object) {
                    result.add(new KubeObject(object));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return result;
    }

    static KubeObject one(String yaml) {
        return all(yaml).get(0);
    }

    /** {@code requests.cpu=1, pods=4} as a quota without status: nothing is tracked yet. */
    static KubeObject quota(String name, String hard) {
        StringBuilder yaml = new StringBuilder(
                "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: " + name + "}\nspec:\n  hard:\n");
        for (String entry : hard.split(",")) {
            String[] pair = entry.trim().split("=");
            yaml.append("    ").append(pair[0]).append(": \"").append(pair[1]).append("\"\n");
        }
        return one(yaml.toString());
    }

    static KubeObject deployment(String name, int replicas, String resources, String strategy) {
        return one("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s}
                spec:
                  replicas: %2$d
                  strategy: %4$s
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      terminationGracePeriodSeconds: 0
                      containers:
                        - {name: main, image: x, resources: %3$s}
                """.formatted(name, replicas, resources, strategy));
    }

    static String cpu(String request) {
        return "{requests: {cpu: " + request + "}}";
    }

    static String surge(Object surge, Object unavailable) {
        return "{rollingUpdate: {maxSurge: " + surge + ", maxUnavailable: " + unavailable + "}}";
    }

    static KubeObject node(String name, String cpu, String memory, int pods) {
        return one("""
                apiVersion: v1
                kind: Node
                metadata: {name: %1$s, labels: {kubernetes.io/hostname: %1$s}}
                status: {allocatable: {cpu: "%2$s", memory: %3$s, pods: "%4$d"}}
                """.formatted(name, cpu, memory, pods));
    }

    /** A namespace in which these objects are up and running, with the given quotas. */
    static CapacitySnapshot running(List<KubeObject> objects, KubeObject... quotas) {
        CapacityRequest request = CapacityRequest.of(NAMESPACE, List.of(objects), Strategy.ROLLING);
        CapacitySnapshot steady = SteadyState.of(request, ReleasePlan.of(request, CapacitySnapshot.empty(NAMESPACE)));
        return steady.with(ResourceKind.QUOTAS, quotas).with(ResourceKind.NODES, plenty());
    }

    static KubeObject plenty() {
        return node("plenty", "1000", "4000Gi", 10000);
    }

    static CapacitySnapshot fresh(KubeObject... quotas) {
        return CapacitySnapshot.empty(NAMESPACE)
                .with(ResourceKind.QUOTAS, quotas)
                .with(ResourceKind.NODES, plenty());
    }

    static CapacityReport check(CapacitySnapshot snapshot, KubeObject... objects) {
        return check(snapshot, Strategy.ROLLING, objects);
    }

    static CapacityReport check(CapacitySnapshot snapshot, Strategy strategy, KubeObject... objects) {
        return CapacityCheck.check(CapacityRequest.of(NAMESPACE, List.of(List.of(objects)), strategy), snapshot);
    }
}
