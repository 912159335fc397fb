package io.jenkins.plugins.k8srelease.engine.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What looks bad for a while in every cluster and must not fail a release. */
class FalseAlarmTest {

    private static final String MID = "replicas: 4, updatedReplicas: 2, readyReplicas: 3, availableReplicas: 3";

    private static World rollout() {
        return World.empty().deployment("replicas: 3", MID).pod("new", "a", World.ready());
    }

    static Stream<Arguments> alarms() {
        return Stream.of(
                arguments(
                        "slow start, failing its readiness probe for minutes",
                        rollout()
                                .pod("new", "b", World.runningNotReady())
                                .event(
                                        "Pod",
                                        "backend-new-b",
                                        "Warning",
                                        "Unhealthy",
                                        "Readiness probe failed: Get \"http://10.0.0.5:3000/\": dial tcp 10.0.0.5:3000: connect: connection refused")
                                .after(Duration.ofMinutes(9))),
                arguments(
                        "slow start, failing its startup probe",
                        rollout()
                                .podOf(
                                        "ReplicaSet",
                                        "backend-new",
                                        "backend-new-b",
                                        "containers: [{name: app, startupProbe: {}}]",
                                        World.notReady(
                                                "{name: app, ready: false, started: false, restartCount: 0, state: {running: {}}}"),
                                        "")
                                .event(
                                        "Pod",
                                        "backend-new-b",
                                        "Warning",
                                        "Unhealthy",
                                        "Startup probe failed: HTTP probe failed with statuscode: 503")
                                .after(Duration.ofMinutes(5))),
                arguments(
                        "registry blip",
                        rollout()
                                .pod(
                                        "new",
                                        "b",
                                        World.waiting(
                                                "ImagePullBackOff",
                                                "Back-off pulling image \"shop/backend:v2\": ErrImagePull: failed to resolve reference: unexpected status from HEAD request to https://r/v2/: 502 Bad Gateway"))
                                .after(Duration.ofMinutes(3))),
                arguments(
                        "node drain in the middle: evicted, ending and pending pods",
                        rollout()
                                .podOf(
                                        "ReplicaSet",
                                        "backend-new",
                                        "backend-new-b",
                                        "containers: [{name: app}]",
                                        "phase: Failed, reason: Evicted, message: evicted, conditions: [{type: DisruptionTarget, status: \"True\", reason: EvictionByEvictionAPI}]",
                                        "")
                                .podOf(
                                        "ReplicaSet",
                                        "backend-new",
                                        "backend-new-c",
                                        "containers: [{name: app}]",
                                        World.crashLoop(9, 137, "Error", ""),
                                        "deletionTimestamp: \"2026-11-23T12:01:10Z\"")
                                .podOf(
                                        "ReplicaSet",
                                        "backend-new",
                                        "backend-new-d",
                                        "nodeName: \"\", containers: [{name: app}]",
                                        World.unscheduled(
                                                "0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient memory."),
                                        "")),
                arguments(
                        "autoscaling in the middle: more pods than before, no node yet",
                        World.empty()
                                .deployment(
                                        "replicas: 8",
                                        "replicas: 10, updatedReplicas: 7, readyReplicas: 5, availableReplicas: 5")
                                .pod("new", "a", World.ready())
                                .podOf(
                                        "ReplicaSet",
                                        "backend-new",
                                        "backend-new-b",
                                        "nodeName: \"\", containers: [{name: app}]",
                                        World.unscheduled(
                                                "0/3 nodes are available: 3 Insufficient cpu. preemption: not eligible."),
                                        "")
                                .after(Duration.ofMinutes(6))),
                arguments(
                        "preempted by a pod of higher priority",
                        rollout()
                                .podOf(
                                        "ReplicaSet",
                                        "backend-new",
                                        "backend-new-b",
                                        "containers: [{name: app}]",
                                        "phase: Failed, reason: Preempting, message: Preempted in order to admit critical pod",
                                        "")),
                arguments(
                        "refused by its node, which was just filled",
                        rollout()
                                .podOf(
                                        "ReplicaSet",
                                        "backend-new",
                                        "backend-new-b",
                                        "containers: [{name: app}]",
                                        "phase: Failed, reason: OutOfcpu, message: 'Pod was rejected: Node didn''t have enough resource: cpu'",
                                        "")),
                arguments(
                        "node lost",
                        rollout()
                                .pod("new", "b", World.runningNotReady())
                                .add(
                                        "{apiVersion: v1, kind: Node, metadata: {name: node-1}, status: {conditions: [{type: Ready, status: Unknown}]}}")),
                arguments(
                        "a pod restarted once",
                        rollout()
                                .pod(
                                        "new",
                                        "b",
                                        World.notReady(
                                                "{name: app, ready: false, started: true, restartCount: 1, state: {running: {}}, lastState: {terminated: "
                                                        + World.terminated(137, "OOMKilled", "") + "}}"))),
                arguments(
                        "image pull quota of the kubelet",
                        rollout().pod("new", "b", World.waiting("ErrImagePull", "pull QPS exceeded"))),
                arguments(
                        "sandbox fails at first",
                        rollout()
                                .pod("new", "b", World.waiting("ContainerCreating", ""))
                                .event(
                                        "Pod",
                                        "backend-new-b",
                                        "Warning",
                                        "FailedCreatePodSandBox",
                                        "Failed to create pod sandbox: plugin type=\"bridge\" failed (add)")),
                arguments(
                        "namespace just made, its certificate not published yet",
                        rollout()
                                .pod("new", "b", World.waiting("ContainerCreating", ""))
                                .event(
                                        "Pod",
                                        "backend-new-b",
                                        "Warning",
                                        "FailedMount",
                                        "MountVolume.SetUp failed for volume \"kube-api-access-7xk2p\" : configmap \"kube-root-ca.crt\" not found")),
                arguments(
                        "condition of the deadline of the rollout before",
                        World.empty()
                                .deployment(
                                        "replicas: 3",
                                        MID
                                                + ", conditions: [{type: Progressing, status: \"False\", reason: ProgressDeadlineExceeded, lastUpdateTime: \"2026-11-23T11:00:00Z\", message: 'ReplicaSet \"backend-old\" has timed out progressing.'}]")
                                .pod("new", "b", World.runningNotReady())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void alarms(String name, World world) {
        Verdict verdict = world.judge();
        assertThat(verdict.state()).as(verdict.message()).isEqualTo(State.PROGRESSING);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("alarms")
    void norInADump(String name, World world) {
        assertThat(OfflineStatus.judge(world.objects()).objects())
                .filteredOn(e -> e.kind().equals("Deployment"))
                .allSatisfy(e -> assertThat(e.verdict()).as(e.message()).isEqualTo("Progressing"));
    }
}
