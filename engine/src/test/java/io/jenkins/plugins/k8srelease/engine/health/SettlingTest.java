package io.jenkins.plugins.k8srelease.engine.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ready is believed at once where a readiness probe says so, and after a while where only the start of a container does. */
class SettlingTest {

    private static final String PROBED = "readinessProbe: {}";

    /** A workload of one pod whose container started at {@code World.T}. */
    private static World world(String kind, String probe, int restarts) {
        World world = World.empty();
        String owner = kind;
        String name = "backend";
        switch (kind) {
            case "Deployment", "ReplicaSet" -> {
                world.deploymentOnly(
                                "replicas: 1",
                                "replicas: 1, updatedReplicas: 1, availableReplicas: 1, readyReplicas: 1")
                        .replicaSet("new", "v2", 1, "readyReplicas: 1, availableReplicas: 1");
                owner = "ReplicaSet";
                name = "backend-new";
            }
            case "StatefulSet" ->
                world.add(
                        "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: backend, namespace: shop, uid: uid-backend,"
                                + " generation: 1}, spec: {replicas: 1}, status: {observedGeneration: 1, replicas: 1, readyReplicas: 1,"
                                + " availableReplicas: 1, currentReplicas: 1, updatedReplicas: 1, currentRevision: r, updateRevision: r}}");
            case "DaemonSet" ->
                world.add(
                        "{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: backend, namespace: shop, uid: uid-backend,"
                                + " generation: 1}, spec: {}, status: {observedGeneration: 1, desiredNumberScheduled: 1,"
                                + " currentNumberScheduled: 1, updatedNumberScheduled: 1, numberAvailable: 1, numberReady: 1}}");
            default -> {
                // a Pod of its own
            }
        }
        String status =
                "phase: Running, conditions: [{type: Ready, status: \"True\"}], containerStatuses: [{name: app, ready: true,"
                        + " started: true, restartCount: " + restarts
                        + ", state: {running: {startedAt: \"2026-11-23T12:00:00Z\"}}}]";
        return world.podOf(owner, name, "pod", "containers: [{name: app, image: i, " + probe + "}]", status, "");
    }

    private static Verdict after(World world, String kind, int seconds) {
        return world.after(Duration.ofSeconds(seconds)).judge(kind, kind.equals("Pod") ? "pod" : "backend");
    }

    @ParameterizedTest
    @CsvSource({"Deployment", "StatefulSet", "DaemonSet", "Pod"})
    void withoutAProbeAContainerMustRunForAWhile(String kind) {
        Verdict young = after(world(kind, "", 0), kind, 1);
        assertThat(young.state()).isEqualTo(State.PROGRESSING);
        assertThat(young.message())
                .endsWith("without a readiness probe only time shows whether a container keeps running");
        assertThat(young.reconsiderAt()).contains(World.T.plusSeconds(5));
        assertThat(after(world(kind, "", 0), kind, 5).isReady()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"Deployment", "StatefulSet", "DaemonSet", "Pod"})
    void aProbeIsBelievedAtOnce(String kind) {
        assertThat(after(world(kind, PROBED, 0), kind, 0).isReady()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"Deployment", "StatefulSet", "DaemonSet", "Pod"})
    void whatWasRestartedMustRunForLonger(String kind) {
        Verdict young = after(world(kind, PROBED, 1), kind, 6);
        assertThat(young.state()).isEqualTo(State.PROGRESSING);
        assertThat(young.is(Reason.CONTAINER_RESTARTED)).isTrue();
        assertThat(young.reconsiderAt()).contains(World.T.plusSeconds(10));
        assertThat(after(world(kind, "", 1), kind, 10).isReady()).isTrue();
    }

    /** Its controller's word can arrive before that of the pod, which alone shows what has to settle. */
    @ParameterizedTest
    @CsvSource({"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"})
    void aPodThatIsCountedMustBeSeenWhereverPodsAreWatched(String kind) {
        List<KubeObject> withPod = world(kind, PROBED, 0).objects();
        List<KubeObject> without =
                withPod.stream().filter(o -> !o.kind().equals("Pod")).toList();
        KubeObject workload =
                withPod.stream().filter(o -> o.kind().equals(kind)).findFirst().orElseThrow();
        Health health = new Health(Tolerances.standard());

        Verdict early = health.judge(workload, new WatchedView(new SnapshotView(without, World.T)));
        assertThat(early.state()).as(early.message()).isEqualTo(State.PROGRESSING);
        assertThat(health.judge(workload, new SnapshotView(without, World.T)).isReady())
                .as("pods may not be read")
                .isTrue();
        assertThat(health.judge(workload, new WatchedView(new SnapshotView(withPod, World.T)))
                        .isReady())
                .isTrue();
    }

    /** What is absent is known to be absent. */
    private record WatchedView(SnapshotView snapshot) implements ClusterView {

        @Override
        public Instant now() {
            return snapshot.now();
        }

        @Override
        public Optional<KubeObject> find(GroupKind kind, String namespace, String name) {
            return snapshot.find(kind, namespace, name);
        }

        @Override
        public List<KubeObject> ownedBy(String uid, GroupKind kind) {
            return snapshot.ownedBy(uid, kind);
        }

        @Override
        public List<KubeObject> list(GroupKind kind, String namespace) {
            return snapshot.list(kind, namespace);
        }

        @Override
        public boolean watches(GroupKind kind, String namespace) {
            return namespace.equals("shop");
        }

        @Override
        public List<KubeObject> eventsFor(String uid) {
            return snapshot.eventsFor(uid);
        }
    }

    @Test
    void aDumpIsJudgedAsItIs() {
        World world = world("Deployment", "", 1).asDump();
        assertThat(after(world, "Deployment", 0).isReady()).isTrue();
    }
}
