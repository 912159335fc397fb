package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Takes one made-up case to a real cluster: asks the check, then really releases and watches how it ends. */
final class CaseRun {

    /** Something stands in the way and nothing moved for so long: it never will. Controllers try again far sooner. */
    private static final Duration STILL = Duration.ofSeconds(12);

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration ANSWER = Duration.ofSeconds(180);
    private static final long POLL_MILLIS = 1000;

    private final RealCluster cluster;
    private final RandomCase made;
    private final List<String> nodeNames;

    CaseRun(RealCluster cluster, RandomCase made, List<String> nodeNames) {
        this.cluster = cluster;
        this.made = made;
        this.nodeNames = nodeNames;
    }

    /**
     * What came of a case.
     *
     * @param report our answer
     * @param completed whether the release really completed
     * @param how what was seen
     */
    record Result(RandomCase made, CapacityReport report, boolean completed, String how) {

        boolean isDecided() {
            return report.answer() == Answer.FITS || report.answer() == Answer.DOES_NOT_FIT;
        }

        boolean agrees() {
            return switch (report.answer()) {
                case FITS, TIGHT -> completed;
                case DOES_NOT_FIT -> !completed;
                case UNKNOWN -> true;
            };
        }
    }

    /** Empty when the cluster refuses what is to run before the release, so that there is no case. */
    Optional<Result> run() throws InterruptedException {
        prepareNamespace();
        prepareNodes();
        for (KubeObject range : made.limitRanges) {
            cluster.create(range);
        }
        // Admission knows a LimitRange from a cache; a pod that is made too early would miss it.
        if (!made.limitRanges.isEmpty()) {
            await(this::isInForce, "limit range");
        }
        for (KubeObject o : made.before) {
            cluster.create(o);
        }
        if (!settle(made.before).isEmpty()) {
            return Optional.empty();
        }
        for (KubeObject quota : made.quotas) {
            cluster.create(quota);
            await(() -> isFilled(quota), "quota " + quota.name());
        }
        CapacityReport report = CapacityCheck.check(
                made.request(),
                SnapshotLoader.load(cluster, made.request(), PATIENCE).join().withServerMinor(33));
        String how = release();
        return Optional.of(new Result(made, report, how.isEmpty(), how));
    }

    private void prepareNamespace() throws InterruptedException {
        ObjectNode namespace = JsonNodeFactory.instance.objectNode();
        namespace.put("apiVersion", "v1").put("kind", "Namespace");
        namespace.putObject("metadata").put("name", made.namespace);
        cluster.create("/api/v1/namespaces", namespace);
        String account = "/api/v1/namespaces/" + made.namespace + "/serviceaccounts/default";
        await(() -> cluster.get(account).isPresent(), "service account");
        // The root certificate's ConfigMap would otherwise be counted at one moment and not at another.
        String roots = "/api/v1/namespaces/" + made.namespace + "/configmaps/kube-root-ca.crt";
        await(() -> cluster.get(roots).isPresent(), "root certificate");
    }

    private void prepareNodes() {
        for (int i = 0; i < made.nodes.size(); i++) {
            RandomCase.NodeSize size = made.nodes.get(i);
            prepareNode(cluster, nodeNames.get(i), made.namespace, size);
        }
    }

    static void prepareNode(RealCluster cluster, String name, String label, RandomCase.NodeSize size) {
        String uri = "/api/v1/nodes/" + name;
        cluster.change(uri, "/status", node -> {
            for (String part : new String[] {"capacity", "allocatable"}) {
                node.withObjectProperty("status")
                        .withObjectProperty(part)
                        .put("cpu", size.cpu())
                        .put("memory", size.memory())
                        .put("pods", String.valueOf(size.pods()));
            }
            return node;
        });
        cluster.change(uri, node -> {
            node.withObjectProperty("metadata").withObjectProperty("labels").put("capacity-test", label);
            return node;
        });
    }

    /** A probe of a pod that states nothing is given defaults, or is refused. */
    private boolean isInForce() {
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        pod.putObject("metadata").put("name", "probe").put("namespace", made.namespace);
        ObjectNode container = pod.putObject("spec").putArray("containers").addObject();
        container.put("name", "c").put("image", "capacity-test/app:v1");
        try {
            JsonNode answer = cluster.dryRun("/api/v1/namespaces/" + made.namespace + "/pods", pod);
            return !answer.path("spec")
                    .path("containers")
                    .path(0)
                    .path("resources")
                    .isEmpty();
        } catch (KubernetesClientException e) {
            return e.getCode() == 403;
        }
    }

    private boolean isFilled(KubeObject quota) {
        JsonNode live = cluster.get(cluster.path(quota) + "/" + quota.name()).orElseThrow();
        return live.path("status").path("used").size()
                == quota.at("spec", "hard").size();
    }

    /** Empty when everything came up, otherwise what did not. */
    private String release() throws InterruptedException {
        for (List<KubeObject> wave : made.waves) {
            for (KubeObject o : wave) {
                try {
                    cluster.apply(o);
                } catch (KubernetesClientException e) {
                    if (e.getCode() != 403) {
                        throw e;
                    }
                    return o.ref().shortName() + ": " + e.getMessage();
                }
            }
            String left = settle(wave);
            if (!left.isEmpty()) {
                return left;
            }
        }
        return "";
    }

    /** Waits until the objects are complete (empty), or until nothing has moved for long. */
    private String settle(List<KubeObject> objects) throws InterruptedException {
        String state = "";
        Instant changed = Instant.now();
        while (true) {
            List<String> open = new ArrayList<>();
            StringBuilder now = new StringBuilder();
            for (KubeObject o : objects) {
                JsonNode live = cluster.get(cluster.path(o) + "/" + o.name()).orElseThrow();
                now.append(live.path("status"));
                String why = unfinished(o, live);
                if (!why.isEmpty()) {
                    open.add(o.ref().shortName() + " " + why);
                }
            }
            if (open.isEmpty()) {
                return "";
            }
            JsonNode pods = list("pods");
            for (JsonNode pod : pods) {
                now.append(pod.path("metadata").path("uid"))
                        .append(pod.path("status").path("phase"));
            }
            // Conditions carry times of their own; only what they say counts.
            String next =
                    now.toString().replaceAll("\"(lastUpdateTime|lastTransitionTime|lastProbeTime)\":\"[^\"]*\"", "");
            if (!next.equals(state)) {
                state = next;
                changed = Instant.now();
            } else if (Duration.between(changed, Instant.now()).compareTo(STILL) > 0) {
                String obstacle = obstacle(pods, next);
                if (!obstacle.isEmpty()) {
                    return String.join(", ", open) + ": " + obstacle;
                }
                // Nothing stands in the way: the machine is only slow.
                if (Duration.between(changed, Instant.now()).compareTo(ANSWER) > 0) {
                    throw new IllegalStateException("nothing moves and nothing says why: " + open);
                }
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private JsonNode list(String plural) {
        return cluster.get("/api/v1/namespaces/" + made.namespace + "/" + plural)
                .orElseThrow()
                .path("items");
    }

    /** What the API server refused a controller, or what the scheduler found no node for; empty when there is nothing. */
    private String obstacle(JsonNode pods, String statuses) {
        for (JsonNode pod : pods) {
            for (JsonNode c : pod.path("status").path("conditions")) {
                if (c.path("type").asText().equals("PodScheduled")
                        && c.path("status").asText().equals("False")) {
                    return c.path("message").asText();
                }
            }
        }
        // A ReplicaSet that may not be created is told by the Deployment alone.
        String refused = statuses.contains("ReplicaSetCreateError") ? statuses : "";
        for (JsonNode event : list("events")) {
            if (event.path("reason").asText().equals("FailedCreate")) {
                refused = event.path("message").asText();
            }
        }
        return refused;
    }

    private static String unfinished(KubeObject wanted, JsonNode live) {
        JsonNode status = live.path("status");
        long replicas = live.path("spec").path("replicas").asLong(1);
        boolean seen = status.path("observedGeneration").asLong()
                == live.path("metadata").path("generation").asLong();
        boolean done =
                switch (wanted.kind()) {
                    case "Deployment" ->
                        seen
                                && status.path("updatedReplicas").asLong() == replicas
                                && status.path("replicas").asLong() == replicas
                                && status.path("availableReplicas").asLong() == replicas;
                    case "StatefulSet" ->
                        seen
                                && status.path("replicas").asLong() == replicas
                                && status.path("updatedReplicas").asLong() == replicas
                                && status.path("availableReplicas").asLong() == replicas
                                && status.path("currentRevision").equals(status.path("updateRevision"));
                    case "DaemonSet" ->
                        seen
                                && status.path("desiredNumberScheduled").asLong()
                                        == status.path("updatedNumberScheduled").asLong()
                                && status.path("desiredNumberScheduled").asLong()
                                        == status.path("numberAvailable").asLong()
                                && status.path("currentNumberScheduled").asLong()
                                        == status.path("desiredNumberScheduled").asLong();
                    case "Job" ->
                        status.path("succeeded").asLong()
                                >= live.path("spec").path("completions").asLong(1);
                    default -> true;
                };
        return done ? "" : status.toString();
    }

    static void await(BooleanSupplier condition, String what) throws InterruptedException {
        Instant end = Instant.now().plus(ANSWER);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("waited in vain for " + what);
            }
            Thread.sleep(100);
        }
    }
}
