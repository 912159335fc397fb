package io.jenkins.plugins.k8srelease.engine.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A small cluster at one moment, written as the API server would answer: a Deployment "backend" in the middle of a rollout
 * and whatever a case adds. Everything began at {@link #T}; unless a case says otherwise, a minute has passed.
 */
public final class World {

    public static final Instant T = Instant.parse("2026-11-23T12:00:00Z");

    private static final YAMLMapper YAML = new YAMLMapper();

    private final List<KubeObject> objects = new ArrayList<>();
    private Instant now = T.plusSeconds(60);
    private Tolerances tolerances = Tolerances.standard();
    private int events;

    public static World empty() {
        return new World();
    }

    /** Any object; braces of flow style keep cases short. */
    public World add(String yaml) {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            while (documents.hasNext()) {
                objects.add(new KubeObject((ObjectNode) documents.next()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(yaml, e);
        }
        return this;
    }

    public World after(Duration time) {
        now = T.plus(time);
        return this;
    }

    public World asDump() {
        tolerances = Tolerances.forDump();
        return this;
    }

    /** The Deployment "backend" with its generation observed, and the ReplicaSets of its new and old template. */
    public World deployment(String spec, String status) {
        return deploymentOnly(spec, status)
                .replicaSet("new", "v2", 1, "")
                .replicaSet("old", "v1", 3, "readyReplicas: 3, availableReplicas: 3");
    }

    public World deploymentOnly(String spec, String status) {
        return add("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: backend, namespace: shop, uid: uid-backend, generation: 4, creationTimestamp: "2026-11-01T00:00:00Z",
                  annotations: {deployment.kubernetes.io/revision: "2"},
                  managedFields: [
                    {manager: k8s-release, operation: Apply, time: "2026-11-23T12:00:00Z", fieldsV1: {"f:spec": {}}},
                    {manager: kube-controller-manager, operation: Update, subresource: status, time: "2026-11-23T12:00:59Z", fieldsV1: {"f:status": {}}}]}
                spec: {selector: {matchLabels: {app: backend}}, template: {metadata: {labels: {app: backend}}, spec: {containers: [{name: app, image: "shop/backend:v2"}]}}, %s}
                status: {observedGeneration: 4, %s}
                """.formatted(spec, status));
    }

    public World replicaSet(String suffix, String tag, int wanted, String status) {
        return add("""
                apiVersion: apps/v1
                kind: ReplicaSet
                metadata: {name: backend-%1$s, namespace: shop, uid: uid-backend-%1$s, generation: 1, creationTimestamp: "2026-11-23T12:00:01Z",
                  annotations: {deployment.kubernetes.io/revision: "%2$s"},
                  ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: backend, uid: uid-backend, controller: true}]}
                spec: {replicas: %3$d, template: {metadata: {labels: {app: backend, pod-template-hash: %1$s}}, spec: {containers: [{name: app, image: "shop/backend:%4$s"}]}}}
                status: {observedGeneration: 1, replicas: %3$d, %5$s}
                """.formatted(suffix, tag.substring(1), wanted, tag, status));
    }

    /** A pod of one of the ReplicaSets: {@code new} or {@code old}. */
    public World pod(String set, String id, String status) {
        return podOf(
                "ReplicaSet",
                "backend-" + set,
                "backend-" + set + "-" + id,
                "containers: [{name: app, image: \"shop/backend:" + (set.equals("old") ? "v1" : "v2")
                        + "\", readinessProbe: {}}]",
                status,
                "");
    }

    public World podOf(String ownerKind, String owner, String name, String spec, String status, String metadata) {
        return add("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %3$s, namespace: shop, uid: uid-%3$s, creationTimestamp: "2026-11-23T12:00:02Z", %6$s
                  ownerReferences: [{apiVersion: apps/v1, kind: %1$s, name: %2$s, uid: uid-%2$s, controller: true}]}
                spec: {nodeName: node-1, restartPolicy: Always, %4$s}
                status: {%5$s}
                """.formatted(ownerKind, owner, name, spec, status, metadata.isEmpty() ? "" : metadata + ","));
    }

    public World event(String kind, String name, String type, String reason, String message) {
        return event(kind, name, type, reason, message, T.plusSeconds(10), T.plusSeconds(50), 4);
    }

    public World event(
            String kind,
            String name,
            String type,
            String reason,
            String message,
            Instant first,
            Instant last,
            int count) {
        events++;
        return add("""
                apiVersion: v1
                kind: Event
                metadata: {name: e%d, namespace: shop, uid: uid-e%d}
                involvedObject: {kind: %s, name: %s, namespace: shop, uid: uid-%s}
                type: %s
                reason: %s
                count: %d
                firstTimestamp: "%s"
                lastTimestamp: "%s"
                message: %s
                """.formatted(events, events, kind, name, name, type, reason, count, first, last, quoted(message)));
    }

    public List<KubeObject> objects() {
        return List.copyOf(objects);
    }

    public SnapshotView view() {
        return new SnapshotView(objects, now);
    }

    public KubeObject find(String kind, String name) {
        return objects.stream()
                .filter(o -> o.kind().equals(kind) && o.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    public Verdict judge(String kind, String name) {
        return new Health(tolerances).judge(find(kind, name), view());
    }

    /** The verdict on the Deployment "backend". */
    public Verdict judge() {
        return judge("Deployment", "backend");
    }

    public static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    // ---- states of a pod with one container "app"

    public static String ready() {
        return "phase: Running, conditions: [" + scheduled()
                + ", {type: Ready, status: \"True\", lastTransitionTime: \"2026-11-23T12:00:20Z\"}],"
                + " containerStatuses: [{name: app, ready: true, started: true, restartCount: 0, state: {running: {startedAt: \"2026-11-23T12:00:05Z\"}}}]";
    }

    public static String runningNotReady() {
        return notReady(
                "{name: app, ready: false, started: true, restartCount: 0, state: {running: {startedAt: \"2026-11-23T12:00:05Z\"}}}");
    }

    public static String waiting(String reason, String message) {
        return notReady("{name: app, ready: false, restartCount: 0, state: {waiting: {reason: " + reason + ", message: "
                        + quoted(message) + "}}}")
                .replace("phase: Running", "phase: Pending");
    }

    /** CrashLoopBackOff after runs that ended like the last one. */
    public static String crashLoop(int restarts, int exitCode, String reason, String message) {
        return notReady("{name: app, ready: false, restartCount: " + restarts
                + ", state: {waiting: {reason: CrashLoopBackOff, message: back-off 20s restarting failed container=app}}, lastState: {terminated: "
                + terminated(exitCode, reason, message) + "}}");
    }

    public static String terminated(int exitCode, String reason, String message) {
        return "{exitCode: " + exitCode + ", reason: " + reason + ", message: " + quoted(message)
                + ", startedAt: \"2026-11-23T12:00:40Z\", finishedAt: \"2026-11-23T12:00:41Z\"}";
    }

    public static String unscheduled(String message) {
        return "phase: Pending, conditions: [{type: PodScheduled, status: \"False\", reason: Unschedulable, lastTransitionTime: \"2026-11-23T12:00:02Z\", message: "
                + quoted(message) + "}]";
    }

    public static String notReady(String containerStatus) {
        return "phase: Running, conditions: [" + scheduled()
                + ", {type: Ready, status: \"False\", reason: ContainersNotReady, lastTransitionTime: \"2026-11-23T12:00:02Z\", message: \"containers with unready status: [app]\"}],"
                + " containerStatuses: [" + containerStatus + "]";
    }

    public static String scheduled() {
        return "{type: PodScheduled, status: \"True\", lastTransitionTime: \"2026-11-23T12:00:02Z\"}";
    }
}
