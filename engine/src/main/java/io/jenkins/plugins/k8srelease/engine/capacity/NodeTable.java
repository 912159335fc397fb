package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The nodes: what each has and what may run there, by the scheduler's own filters (taints, node selector, required node
 * affinity, volumes, host ports, resources, pod slots). What changes while pods come and go is in {@link NodePlacement}.
 */
final class NodeTable {

    private final List<KubeObject> nodes;
    private final List<Map<String, String>> labels = new ArrayList<>();
    private final Map<String, Integer> index = new HashMap<>();
    private final List<String> names;
    private final long[][] allocatable;
    private final int[] slots;
    private final VolumePins volumes;
    private final Map<PodShape, boolean[]> eligible = new IdentityHashMap<>();
    private final Map<PodShape, long[]> demands = new IdentityHashMap<>();
    private final Map<PodShape, Set<String>> hostPorts = new IdentityHashMap<>();

    /**
     * @param nodes the cluster's nodes
     * @param extended names of extended resources, huge pages and the like that pods of the release ask for
     * @param volumes where claims pin their pods
     */
    NodeTable(List<KubeObject> nodes, Set<String> extended, VolumePins volumes) {
        this.nodes = List.copyOf(nodes);
        this.volumes = volumes;
        Set<String> all =
                new LinkedHashSet<>(List.of(ResourceNames.CPU, ResourceNames.MEMORY, ResourceNames.EPHEMERAL_STORAGE));
        all.addAll(extended);
        this.names = List.copyOf(all);
        this.allocatable = new long[nodes.size()][];
        this.slots = new int[nodes.size()];
        for (int i = 0; i < nodes.size(); i++) {
            KubeObject node = nodes.get(i);
            index.put(node.name(), i);
            labels.add(node.labels());
            Resources has = Resources.of(node.at("status", "allocatable"));
            allocatable[i] = vector(has);
            slots[i] = (int)
                    Math.min(Integer.MAX_VALUE, has.get(ResourceNames.PODS).units());
        }
    }

    int size() {
        return nodes.size();
    }

    String name(int node) {
        return nodes.get(node).name();
    }

    /** The node's position, or -1 when there is none of that name. */
    int find(String name) {
        return index.getOrDefault(name, -1);
    }

    long[] allocatable(int node) {
        return allocatable[node];
    }

    int slots(int node) {
        return slots[node];
    }

    /** Resource names in the order of the vectors. */
    List<String> resourceNames() {
        return names;
    }

    private long[] vector(Resources amounts) {
        long[] v = new long[names.size()];
        for (int i = 0; i < v.length; i++) {
            Quantity q = amounts.get(names.get(i));
            v[i] = names.get(i).equals(ResourceNames.CPU) ? q.millis() : q.units();
        }
        return v;
    }

    /** A vector as amounts; cpu is counted in thousandths there. */
    Resources resources(long[] vector) {
        Resources result = Resources.NONE;
        for (int i = 0; i < vector.length; i++) {
            String name = names.get(i);
            if (name.equals(ResourceNames.CPU)) {
                result = result.with(name, Quantity.of(BigDecimal.valueOf(vector[i], 3), Quantity.Format.DECIMAL_SI));
            } else {
                boolean bytes = name.equals(ResourceNames.MEMORY) || name.equals(ResourceNames.EPHEMERAL_STORAGE);
                result = result.with(
                        name,
                        Quantity.of(
                                BigDecimal.valueOf(vector[i]),
                                bytes ? Quantity.Format.BINARY_SI : Quantity.Format.DECIMAL_SI));
            }
        }
        return result;
    }

    long[] demand(PodShape pod) {
        return demands.computeIfAbsent(pod, p -> vector(p.requests()));
    }

    /** Which nodes pass every filter that does not depend on what else runs there. */
    boolean[] eligible(PodShape pod) {
        return eligible.computeIfAbsent(pod, p -> {
            boolean[] result = new boolean[nodes.size()];
            for (int i = 0; i < result.length; i++) {
                result[i] = whyNot(i, p, false).isEmpty();
            }
            return result;
        });
    }

    /** Whether a DaemonSet wants a pod there: its pods tolerate what the controller lets them tolerate. */
    boolean wantsDaemon(int node, PodShape pod) {
        return whyNot(node, pod, true).isEmpty();
    }

    /** Why a pod may not run on a node, empty when it may; room is not considered. */
    String whyNot(int node, PodShape pod, boolean daemon) {
        KubeObject n = nodes.get(node);
        JsonNode spec = pod.spec();
        for (var e : spec.path("nodeSelector").properties()) {
            if (!e.getValue().asText().equals(labels.get(node).get(e.getKey()))) {
                return "does not match the node selector";
            }
        }
        JsonNode required =
                spec.path("affinity").path("nodeAffinity").path("requiredDuringSchedulingIgnoredDuringExecution");
        if (required.isObject() && !Selectors.nodeSelector(required, labels.get(node), n.name())) {
            return "does not match the node affinity";
        }
        if (!spec.path("nodeName").asText().isEmpty()
                && !spec.path("nodeName").asText().equals(n.name())) {
            return "another node is named";
        }
        if (n.at("spec", "unschedulable").asBoolean()
                && !daemon
                && !tolerates(spec, "node.kubernetes.io/unschedulable", "", "NoSchedule")) {
            return "is cordoned";
        }
        for (JsonNode taint : n.at("spec", "taints")) {
            String key = taint.path("key").asText();
            String effect = taint.path("effect").asText();
            if ((effect.equals("NoSchedule") || effect.equals("NoExecute"))
                    && !(daemon && toleratedByDaemons(key, spec))
                    && !tolerates(spec, key, taint.path("value").asText(), effect)) {
                return "has the taint " + key;
            }
        }
        return volumes.allows(pod, labels.get(node), n.name()) ? "" : "does not reach the volume";
    }

    private static boolean toleratedByDaemons(String key, JsonNode spec) {
        return switch (key) {
            case "node.kubernetes.io/not-ready",
                    "node.kubernetes.io/unreachable",
                    "node.kubernetes.io/disk-pressure",
                    "node.kubernetes.io/memory-pressure",
                    "node.kubernetes.io/pid-pressure",
                    "node.kubernetes.io/unschedulable" -> true;
            case "node.kubernetes.io/network-unavailable" ->
                spec.path("hostNetwork").asBoolean();
            default -> false;
        };
    }

    private static boolean tolerates(JsonNode spec, String key, String value, String effect) {
        for (JsonNode t : spec.path("tolerations")) {
            String e = t.path("effect").asText();
            String k = t.path("key").asText();
            boolean exists = t.path("operator").asText().equals("Exists");
            if ((e.isEmpty() || e.equals(effect))
                    && (k.isEmpty() ? exists : k.equals(key))
                    && (exists || t.path("value").asText().equals(value))) {
                return true;
            }
        }
        return false;
    }

    /** The host ports that a pod takes, as {@code TCP/0.0.0.0/8080}. */
    Set<String> hostPorts(PodShape pod) {
        return hostPorts.computeIfAbsent(pod, p -> hostPorts(p.spec()));
    }

    private static Set<String> hostPorts(JsonNode spec) {
        Set<String> ports = new HashSet<>();
        boolean hostNetwork = spec.path("hostNetwork").asBoolean();
        List<JsonNode> containers = new ArrayList<>();
        spec.path("containers").forEach(containers::add);
        spec.path("initContainers").forEach(c -> {
            if (PodResources.isSidecar(c)) {
                containers.add(c);
            }
        });
        for (JsonNode container : containers) {
            for (JsonNode port : container.path("ports")) {
                int host = port.path("hostPort")
                        .asInt(hostNetwork ? port.path("containerPort").asInt() : 0);
                if (host > 0) {
                    ports.add(port.path("protocol").asText("TCP") + "/"
                            + port.path("hostIP").asText("0.0.0.0") + "/" + host);
                }
            }
        }
        return ports;
    }
}
