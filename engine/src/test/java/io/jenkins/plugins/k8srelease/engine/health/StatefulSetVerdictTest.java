package io.jenkins.plugins.k8srelease.engine.health;

import static io.jenkins.plugins.k8srelease.engine.health.World.T;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatefulSetVerdictTest {

    private static World set(String spec, String status) {
        return World.empty().add("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db, namespace: shop, uid: uid-db, generation: 2, creationTimestamp: "2026-11-01T00:00:00Z",
                  managedFields: [{manager: k8s-release, operation: Apply, time: "2026-11-23T12:00:00Z", fieldsV1: {"f:spec": {}}}]}
                spec: {serviceName: db, %s}
                status: {observedGeneration: 2, currentRevision: db-old, updateRevision: db-new, %s}
                """.formatted(spec, status));
    }

    private static World pod(World world, int ordinal, String revision, String status) {
        return world.podOf(
                "StatefulSet",
                "db",
                "db-" + ordinal,
                "containers: [{name: app, image: mysql}]",
                status,
                "labels: {controller-revision-hash: db-" + revision + "}");
    }

    @ParameterizedTest
    @CsvSource({
        // spec, status, verdict, reason
        "'replicas: 3', 'replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 3', READY, Ready",
        "'replicas: 3', 'replicas: 3, readyReplicas: 3, updatedReplicas: 3', READY, Ready",
        "'replicas: 3', 'replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 1', PROGRESSING, OldPodsRemain",
        "'replicas: 3', 'replicas: 3, readyReplicas: 2, availableReplicas: 2, updatedReplicas: 3', PROGRESSING, ContainersNotReady",
        "'replicas: 3', 'replicas: 1, readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1', PROGRESSING, CreatingPods",
        "'replicas: 3, minReadySeconds: 30', 'replicas: 3, readyReplicas: 3, availableReplicas: 1, updatedReplicas: 3', PROGRESSING, NotYetAvailable",
        "'replicas: 0', 'replicas: 0', READY, Ready",
        "'replicas: 1', 'replicas: 2, readyReplicas: 2, availableReplicas: 2, updatedReplicas: 2', PROGRESSING, OldPodsRemain",
        "'replicas: 3, updateStrategy: {rollingUpdate: {partition: 2}}', 'replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 1', READY, OldRevisionRemains",
        "'replicas: 3, updateStrategy: {rollingUpdate: {partition: 2}}', 'replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 0', PROGRESSING, OldPodsRemain",
        "'replicas: 3, updateStrategy: {rollingUpdate: {partition: 5}}', 'replicas: 3, readyReplicas: 3, availableReplicas: 3', READY, OldRevisionRemains",
        "'replicas: 3, updateStrategy: {type: OnDelete}', 'replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 0', READY, OldRevisionRemains",
        "'replicas: 3, updateStrategy: {type: OnDelete}', 'replicas: 3, readyReplicas: 2, availableReplicas: 2, updatedReplicas: 0', PROGRESSING, ContainersNotReady",
        "'replicas: 3', 'observedGeneration: 1, replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 3', PROGRESSING, GenerationNotObserved",
    })
    void counts(String spec, String status, State state, String reason) {
        Verdict verdict = set(spec, status).judge("StatefulSet", "db");
        assertThat(verdict.state()).as(verdict.message()).isEqualTo(state);
        assertThat(verdict.reason()).isEqualTo(reason);
    }

    @Test
    void onDeleteSaysHowManyPodsAreOld() {
        assertThat(set(
                                "replicas: 3, updateStrategy: {type: OnDelete}",
                                "replicas: 3, readyReplicas: 3, updatedReplicas: 1")
                        .judge("StatefulSet", "db")
                        .message())
                .isEqualTo(
                        "3 of 3 pods ready; 2 pods still of the old revision until somebody deletes them (OnDelete)");
    }

    @Test
    void aBrokenNewPodFails() {
        World world = set("replicas: 2", "replicas: 2, readyReplicas: 1, updatedReplicas: 1");
        pod(world, 0, "old", World.ready());
        pod(world, 1, "new", World.crashLoop(4, 1, "Error", ""));
        Verdict verdict = world.judge("StatefulSet", "db");
        assertThat(verdict.is(Reason.CRASH_LOOP)).isTrue();
        assertThat(verdict.message()).startsWith("db-1: ");
    }

    @Test
    void aBrokenPodOfTheOldRevisionBlocksAnOrderedRolloutForGood() {
        World world = set("replicas: 2", "replicas: 2, readyReplicas: 1, updatedReplicas: 0");
        pod(world, 0, "old", World.ready());
        pod(world, 1, "old", World.crashLoop(9, 1, "Error", ""));
        assertThat(world.after(Duration.ofSeconds(5)).judge("StatefulSet", "db").state())
                .isEqualTo(State.PROGRESSING);
        Verdict verdict = world.after(Duration.ofSeconds(31)).judge("StatefulSet", "db");
        assertThat(verdict.is(Reason.ROLLOUT_BLOCKED)).isTrue();
        assertThat(verdict.isFailed()).isTrue();
    }

    @Test
    void aParallelSetReplacesItsBrokenOldPods() {
        World world =
                set("replicas: 2, podManagementPolicy: Parallel", "replicas: 2, readyReplicas: 1, updatedReplicas: 0");
        pod(world, 0, "old", World.ready());
        pod(world, 1, "old", World.crashLoop(9, 1, "Error", ""));
        assertThat(world.judge("StatefulSet", "db").state()).isEqualTo(State.PROGRESSING);
    }

    @Test
    void aPodBelowThePartitionIsJudgedAsAnyOther() {
        World world = set(
                "replicas: 2, updateStrategy: {rollingUpdate: {partition: 1}}",
                "replicas: 2, readyReplicas: 1, updatedReplicas: 1");
        pod(world, 0, "old", World.waiting("InvalidImageName", ""));
        pod(world, 1, "new", World.ready());
        assertThat(world.judge("StatefulSet", "db").isFailed()).isTrue();
    }

    @Test
    void ordinalsThatDoNotBeginAtZeroShiftThePartition() {
        World world = set(
                "replicas: 2, ordinals: {start: 5}, updateStrategy: {rollingUpdate: {partition: 1}}",
                "replicas: 2, readyReplicas: 2, availableReplicas: 2, updatedReplicas: 1");
        pod(world, 5, "old", World.ready());
        pod(world, 6, "new", World.ready());
        assertThat(world.judge("StatefulSet", "db").isReady()).isTrue();
    }

    @Test
    void refusedPodsAreToldByEvents() {
        World world = set("replicas: 1", "replicas: 0")
                .event(
                        "StatefulSet",
                        "db",
                        "Warning",
                        "FailedCreate",
                        "create Pod db-0 in StatefulSet db failed error: pods \"db-0\" is forbidden: exceeded quota: team, requested: pods=1, used: pods=3, limited: pods=3");
        assertThat(world.judge("StatefulSet", "db").is(Reason.QUOTA_EXCEEDED)).isTrue();
        assertThat(world.judge("StatefulSet", "db").isFailed()).isTrue();
    }

    @Test
    void aRefusalBeforeTheLastSuccessIsOver() {
        World world = set("replicas: 2", "replicas: 1, readyReplicas: 1")
                .event(
                        "StatefulSet",
                        "db",
                        "Warning",
                        "FailedCreate",
                        "create Pod db-0 in StatefulSet db failed error: pods \"db-0\" is forbidden: exceeded quota: team, requested: pods=1, used: pods=3, limited: pods=3",
                        T,
                        T.plusSeconds(5),
                        3)
                .event(
                        "StatefulSet",
                        "db",
                        "Normal",
                        "SuccessfulCreate",
                        "create Pod db-0 in StatefulSet db successful",
                        T.plusSeconds(6),
                        T.plusSeconds(6),
                        1);
        assertThat(world.judge("StatefulSet", "db").state()).isEqualTo(State.PROGRESSING);
    }

    @Test
    void aRefusalOfAnOlderSpecificationIsOver() {
        World world = set("replicas: 1", "replicas: 0")
                .event(
                        "StatefulSet",
                        "db",
                        "Warning",
                        "FailedCreate",
                        "create Pod db-0 in StatefulSet db failed error: pods \"db-0\" is forbidden: violates PodSecurity \"restricted:latest\": x",
                        T.minusSeconds(600),
                        T.minusSeconds(60),
                        9);
        assertThat(world.judge("StatefulSet", "db").is(Reason.CREATING_PODS)).isTrue();
    }

    @Test
    void anUnboundClaimOfItsTemplateIsTheCause() {
        World world = set("replicas: 1", "replicas: 1")
                .add(
                        "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data-db-0, namespace: shop, uid: uid-data-db-0}, spec: {storageClassName: fast}, status: {phase: Pending}}")
                .event(
                        "PersistentVolumeClaim",
                        "data-db-0",
                        "Warning",
                        "ProvisioningFailed",
                        "storageclass.storage.k8s.io \"fast\" not found",
                        T,
                        T.plusSeconds(50),
                        5);
        world.add(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: db-0, namespace: shop, uid: p, labels: {controller-revision-hash: db-new},
                  ownerReferences: [{kind: StatefulSet, name: db, uid: uid-db, controller: true}]}
                spec: {volumes: [{name: data, persistentVolumeClaim: {claimName: data-db-0}}]}
                status: {%s}
                """.formatted(
                                World.unscheduled(
                                        "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.")));
        Verdict verdict = world.after(Duration.ofSeconds(61)).judge("StatefulSet", "db");
        assertThat(verdict.is(Reason.VOLUME_UNBINDABLE)).isTrue();
        assertThat(verdict.message()).contains("data-db-0: StorageClass \"fast\" does not exist");
        assertThat(world.after(Duration.ofSeconds(30))
                        .judge("StatefulSet", "db")
                        .state())
                .isEqualTo(State.PROGRESSING);
    }
}
