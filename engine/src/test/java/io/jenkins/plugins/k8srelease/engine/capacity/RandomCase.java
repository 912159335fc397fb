package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A release that was made up: what runs before, what is released, quotas and limit ranges, and the nodes. The same seed gives
 * the same case. Quotas are drawn close to the demand, where a wrong rule shows.
 */
final class RandomCase {

    /** Size of a node of its own. */
    record NodeSize(String cpu, String memory, int pods) {}

    final String namespace;
    final Strategy strategy;
    /** What runs before the release, empty for a first one. */
    final List<KubeObject> before = new ArrayList<>();

    final List<List<KubeObject>> waves = new ArrayList<>();
    final List<KubeObject> quotas = new ArrayList<>();
    final List<KubeObject> limitRanges = new ArrayList<>();
    /** Empty: pods run on a node that has room for everything. */
    final List<NodeSize> nodes = new ArrayList<>();

    private final Random random;
    private int names;

    RandomCase(String prefix, long seed, int number) {
        this.random = new Random(seed * 1_000_003 + number);
        this.namespace = prefix + number;
        boolean onNodes = random.nextInt(10) < 3;
        boolean first = random.nextInt(10) < 4;
        this.strategy = !first && random.nextInt(5) == 0 ? Strategy.BLUE_GREEN : Strategy.ROLLING;
        if (random.nextInt(3) == 0) {
            limitRanges.add(limitRange());
        }
        int workloads = 1 + random.nextInt(onNodes ? 1 : 2);
        List<KubeObject> wave = new ArrayList<>();
        for (int i = 0; i < workloads; i++) {
            KubeObject workload = workload(onNodes);
            KubeObject old = strategy == Strategy.BLUE_GREEN ? renamed(workload, "-blue") : workload;
            if (!first && !workload.kind().equals("Job")) {
                before.add(old);
            }
            wave.add(first || strategy == Strategy.BLUE_GREEN ? workload : changed(workload));
        }
        if (!onNodes && random.nextInt(3) == 0) {
            waves.add(List.of(objects().get(random.nextInt(4))));
        }
        if (wave.size() == 2 && random.nextBoolean()) {
            waves.add(List.of(wave.get(0)));
            waves.add(List.of(wave.get(1)));
        } else {
            waves.add(wave);
        }
        if (onNodes) {
            nodes();
        } else {
            quotas();
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private KubeObject workload(boolean onNodes) {
        int kind = random.nextInt(10);
        String name = "w" + (names++);
        ObjectNode template = template(name, onNodes);
        ObjectNode o = JsonNodeFactory.instance.objectNode();
        o.put("apiVersion", kind == 9 ? "batch/v1" : "apps/v1");
        o.putObject("metadata").put("name", name).put("namespace", namespace);
        ObjectNode spec = o.putObject("spec");
        if (kind < 6) {
            o.put("kind", "Deployment");
            spec.put("replicas", 1 + random.nextInt(4));
            ObjectNode strategyNode = spec.putObject("strategy");
            int way = random.nextInt(14);
            if (way == 0) {
                strategyNode.put("type", "Recreate");
            } else {
                // Where a pod may go first a lack of room only makes it slower: those cases are the fewer ones.
                surge(strategyNode.putObject("rollingUpdate"), way);
            }
        } else if (kind < 8) {
            o.put("kind", "StatefulSet");
            spec.put("replicas", 1 + random.nextInt(3)).put("serviceName", name);
            if (random.nextBoolean()) {
                spec.put("podManagementPolicy", "Parallel");
            }
        } else if (kind == 8) {
            o.put("kind", "DaemonSet");
            if (random.nextBoolean()) {
                spec.putObject("updateStrategy")
                        .putObject("rollingUpdate")
                        .put("maxSurge", 1)
                        .put("maxUnavailable", 0);
            }
        } else {
            o.put("kind", "Job");
            int parallelism = 1 + random.nextInt(3);
            spec.put("parallelism", parallelism).put("completions", parallelism);
            ((ObjectNode) template.path("spec")).put("restartPolicy", "Never");
        }
        if (kind != 9) {
            spec.putObject("selector").putObject("matchLabels").put("app", name);
        }
        spec.set("template", template);
        return new KubeObject(o);
    }

    private void surge(ObjectNode rolling, int way) {
        switch (way) {
            case 1 -> rolling.put("maxSurge", "25%").put("maxUnavailable", "25%");
            case 2 -> rolling.put("maxSurge", 0).put("maxUnavailable", 1);
            case 3, 4 -> rolling.put("maxSurge", "50%").put("maxUnavailable", 0);
            case 5 -> rolling.put("maxSurge", 2).put("maxUnavailable", "10%");
            default -> rolling.put("maxSurge", 1).put("maxUnavailable", 0);
        }
    }

    private ObjectNode template(String name, boolean onNodes) {
        ObjectNode template = JsonNodeFactory.instance.objectNode();
        template.putObject("metadata").putObject("labels").put("app", name);
        ObjectNode spec = template.putObject("spec");
        spec.put("terminationGracePeriodSeconds", 0);
        spec.putObject("nodeSelector").put("capacity-test", onNodes ? namespace : "any");
        if (!onNodes && random.nextInt(8) == 0) {
            spec.put("priorityClassName", "capacity-test");
        }
        container(spec.putArray("containers").addObject(), "main", onNodes);
        if (random.nextInt(4) == 0) {
            container(spec.withArray("/containers").addObject(), "second", onNodes);
        }
        if (random.nextInt(4) == 0) {
            container(spec.putArray("initContainers").addObject(), "init", onNodes);
        }
        if (random.nextInt(4) == 0) {
            ObjectNode sidecar = spec.withArray("/initContainers").insertObject(0);
            container(sidecar, "sidecar", onNodes);
            sidecar.put("restartPolicy", "Always");
        }
        return template;
    }

    private void container(ObjectNode container, String name, boolean onNodes) {
        container.put("name", name).put("image", "capacity-test/app:v1");
        int stated = random.nextInt(6);
        ObjectNode resources = container.putObject("resources");
        if (stated == 0 && !onNodes) {
            return;
        }
        int millis = 50 * (1 + random.nextInt(onNodes ? 14 : 8));
        int mebis = 32 * (1 + random.nextInt(8));
        if (stated != 1) {
            resources.putObject("requests").put("cpu", millis + "m").put("memory", mebis + "Mi");
        }
        if (stated <= 3) {
            ObjectNode limits = resources.putObject("limits");
            limits.put("cpu", 2 * millis + "m").put("memory", 2 * mebis + "Mi");
            if (random.nextInt(3) == 0) {
                limits.put("ephemeral-storage", "1Gi");
            }
        }
    }

    /** The next revision: another image, and sometimes another size or number. */
    private KubeObject changed(KubeObject workload) {
        String text = workload.tree().toString().replace("app:v1", "app:v2");
        ObjectNode o = Objects.one(text).copy();
        if (workload.at("spec").has("replicas") && random.nextInt(4) == 0) {
            o.withObjectProperty("spec").put("replicas", 1 + random.nextInt(4));
        }
        if (random.nextInt(4) == 0) {
            for (var c : o.path("spec").path("template").path("spec").path("containers")) {
                ObjectNode resources = ((ObjectNode) c).withObjectProperty("resources");
                if (resources.path("requests").has("cpu") && !resources.has("limits")) {
                    resources.withObjectProperty("requests").put("cpu", 50 * (1 + random.nextInt(8)) + "m");
                }
            }
        }
        return new KubeObject(o);
    }

    private static KubeObject renamed(KubeObject workload, String suffix) {
        String name = workload.name();
        return Objects.one(workload.tree().toString().replace("\"" + name + "\"", "\"" + name + suffix + "\""));
    }

    private KubeObject limitRange() {
        String item =
                switch (random.nextInt(5)) {
                    case 0 -> "type: Container, max: {cpu: 700m}, default: {memory: 96Mi}";
                    case 1 -> "type: Container, min: {memory: 64Mi}, defaultRequest: {cpu: 75m}";
                    case 2 -> "type: Pod, max: {memory: 1Gi}";
                    case 3 -> "type: Container, default: {cpu: 150m, memory: 80Mi}, defaultRequest: {cpu: 60m}";
                    default -> "type: Container, default: {cpu: 200m, memory: 128Mi}";
                };
        return Objects.one("{apiVersion: v1, kind: LimitRange, metadata: {name: limits, namespace: " + namespace
                + "}, spec: {limits: [{" + item + "}]}}");
    }

    private List<KubeObject> objects() {
        String head = "metadata: {name: extra, namespace: " + namespace + "}";
        return List.of(
                Objects.one("{apiVersion: v1, kind: ConfigMap, " + head + ", data: {a: b}}"),
                Objects.one("{apiVersion: v1, kind: Service, " + head
                        + ", spec: {type: NodePort, selector: {app: w0}, ports: [{port: 80}]}}"),
                Objects.one("{apiVersion: v1, kind: Service, " + head
                        + ", spec: {type: LoadBalancer, selector: {app: w0}, ports: [{port: 80}]}}"),
                Objects.one(
                        "{apiVersion: v1, kind: PersistentVolumeClaim, " + head
                                + ", spec: {storageClassName: none, accessModes: [ReadWriteOnce], resources: {requests: {storage: 5Gi}}}}"));
    }

    private static final List<String> NAMES = List.of(
            "requests.cpu",
            "requests.memory",
            "limits.cpu",
            "limits.memory",
            "pods",
            "requests.cpu",
            "pods",
            "requests.ephemeral-storage",
            "count/deployments.apps",
            "count/replicasets.apps",
            "count/pods",
            "services",
            "services.nodeports",
            "services.loadbalancers",
            "requests.storage",
            "count/configmaps",
            "none.storageclass.storage.k8s.io/requests.storage");

    private void quotas() {
        int number = 1 + random.nextInt(2);
        Map<String, Quantity> peaks = peaks();
        for (int i = 0; i < number; i++) {
            ObjectNode quota = JsonNodeFactory.instance.objectNode();
            quota.put("apiVersion", "v1").put("kind", "ResourceQuota");
            quota.putObject("metadata").put("name", "q" + i).put("namespace", namespace);
            ObjectNode spec = quota.putObject("spec");
            boolean scoped = random.nextInt(5) == 0;
            String scope =
                    any(List.of("NotTerminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass"));
            ObjectNode hard = spec.putObject("hard");
            for (int r = 0; r < 1 + random.nextInt(2); r++) {
                String name = scoped ? (scope.equals("BestEffort") ? "pods" : any(NAMES.subList(0, 7))) : any(NAMES);
                hard.put(
                        name,
                        hard(peaks.getOrDefault(name, Quantity.of(2)), name).toString());
            }
            if (scoped && scope.equals("PriorityClass")) {
                ObjectNode e = spec.putObject("scopeSelector")
                        .putArray("matchExpressions")
                        .addObject();
                e.put("scopeName", scope)
                        .put("operator", "In")
                        .putArray("values")
                        .add("capacity-test");
            } else if (scoped) {
                spec.putArray("scopes").add(scope);
            }
            quotas.add(new KubeObject(quota));
        }
    }

    /** The demand without any quota, to draw limits close to it. */
    private Map<String, Quantity> peaks() {
        CapacityRequest runs = CapacityRequest.of(namespace, List.of(before), Strategy.ROLLING);
        CapacitySnapshot steady = SteadyState.of(runs, ReleasePlan.of(runs, CapacitySnapshot.empty(namespace)));
        Map<String, Quantity> peaks = new java.util.TreeMap<>();
        for (ResourceLine line : Demand.of(ReleasePlan.of(request(), steady))) {
            peaks.put(line.resource(), line.peak());
        }
        peaks.put("count/deployments.apps", Quantity.of(before.size() + 1L));
        peaks.put("count/replicasets.apps", Quantity.of(before.size() + 2L));
        if (peaks.containsKey("pods")) {
            peaks.put("count/pods", peaks.get("pods"));
        }
        peaks.put("requests.storage", Quantity.parse("5Gi"));
        peaks.put("none.storageclass.storage.k8s.io/requests.storage", Quantity.parse("5Gi"));
        return peaks;
    }

    private Quantity hard(Quantity peak, String name) {
        Quantity least = name.endsWith("cpu") ? Quantity.parse("1m") : Quantity.ONE;
        return switch (random.nextInt(6)) {
            case 0, 1 -> peak;
            case 2, 3 -> peak.minus(least).max(Quantity.ZERO);
            case 4 -> peak.plus(least);
            default ->
                Quantity.of(
                        peak.amount()
                                .multiply(BigDecimal.valueOf(60 + random.nextInt(80), 2))
                                .setScale(name.endsWith("cpu") ? 3 : 0, java.math.RoundingMode.UP),
                        peak.format());
        };
    }

    private void nodes() {
        int number = 1 + random.nextInt(3);
        for (int i = 0; i < number; i++) {
            nodes.add(new NodeSize(
                    250 * (2 + random.nextInt(7)) + "m",
                    256 * (3 + random.nextInt(6)) + "Mi",
                    random.nextInt(4) == 0 ? 2 + random.nextInt(3) : 50));
        }
    }

    CapacityRequest request() {
        CapacityRequest request = CapacityRequest.of(namespace, waves, strategy).withNodesFixed(true);
        if (strategy != Strategy.BLUE_GREEN) {
            return request;
        }
        Map<
                        io.jenkins.plugins.k8srelease.engine.object.ObjectRef,
                        io.jenkins.plugins.k8srelease.engine.object.ObjectRef>
                active = new java.util.HashMap<>();
        for (List<KubeObject> wave : waves) {
            for (KubeObject o : wave) {
                if (o.kind().equals("Deployment")) {
                    active.put(o.ref(), renamed(o, "-blue").ref());
                }
            }
        }
        return request.withColours(java.util.Set.of(), active);
    }
}
