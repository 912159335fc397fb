package io.jenkins.plugins.k8srelease.engine.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OfflineStatusTest {

    private static OfflineStatus judge(World world) {
        return OfflineStatus.judge(world.objects());
    }

    @Test
    void ownedObjectsAndEventsAreEvidenceAndNoEntries() {
        OfflineStatus status = judge(
                World.empty()
                        .deployment("replicas: 1", "replicas: 1, updatedReplicas: 1")
                        .pod("new", "a", World.crashLoop(5, 1, "Error", ""))
                        .event("Pod", "backend-new-a", "Warning", "BackOff", "Back-off restarting failed container app")
                        .add(
                                "{apiVersion: v1, kind: Service, metadata: {name: backend, namespace: shop, uid: s}, spec: {clusterIP: 10.0.0.1}}"));
        assertThat(status.objects()).extracting("kind").containsExactly("Deployment", "Service");
        assertThat(status.objects()).extracting("verdict").containsExactly("Failed", "Ready");
        assertThat(status.objects().get(0).reason()).isEqualTo("CrashLoop");
    }

    @Test
    void theFormIsTheDocumentedOne() throws JsonProcessingException {
        OfflineStatus status = judge(World.empty().add("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}"));
        assertThat(new ObjectMapper().writeValueAsString(status))
                .isEqualTo(
                        "{\"objects\":[{\"kind\":\"ConfigMap\",\"name\":\"c\",\"verdict\":\"Ready\",\"reason\":\"Ready\",\"message\":\"exists\"}]}");
    }

    @Test
    void listsAreTakenApart() {
        OfflineStatus status = judge(World.empty().add("""
                apiVersion: v1
                kind: PodList
                items:
                - metadata: {name: a}
                  status: {phase: Succeeded}
                - metadata: {name: b}
                  status: {phase: Failed}
                """).add("""
                apiVersion: v1
                kind: List
                items:
                - {apiVersion: v1, kind: Secret, metadata: {name: s}}
                """));
        assertThat(status.objects()).extracting("kind").containsExactly("Pod", "Pod", "Secret");
        assertThat(status.objects()).extracting("verdict").containsExactly("Ready", "Failed", "Ready");
    }

    @Test
    void theClockIsTheNewestTimeOfTheDumpAndNotTheWall() {
        World registryIsAway = World.empty()
                .deployment("replicas: 3", "replicas: 4, updatedReplicas: 1")
                .pod("new", "a", World.waiting("ErrImagePull", "dial tcp 10.0.0.9:443: i/o timeout"));
        assertThat(judge(registryIsAway).objects().get(0).verdict()).isEqualTo("Progressing");
        assertThat(OfflineStatus.judge(registryIsAway.objects(), World.T.plusSeconds(7200))
                        .objects()
                        .get(0)
                        .verdict())
                .isEqualTo("Failed");
    }

    @Test
    void timesThatLieAheadAreNotTheClock() {
        Instant made = OfflineStatus.madeAt(World.empty().add("""
                        apiVersion: cert-manager.io/v1
                        kind: Certificate
                        metadata: {name: c, creationTimestamp: "2026-11-23T12:00:00Z", deletionTimestamp: "2026-11-23T12:10:00Z"}
                        status: {notAfter: "2027-02-21T12:00:00Z", conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-11-23T12:00:09Z"}]}
                        """).objects());
        assertThat(made).isEqualTo(Instant.parse("2026-11-23T12:00:09Z"));
    }

    @Test
    void aDumpWithoutTimesIsTakenAsJustBegun() {
        World world = World.empty()
                .add(
                        "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, image: x}]}, status: {phase: Pending, containerStatuses: [{name: app, state: {waiting: {reason: ErrImagePull, message: i/o timeout}}}]}}");
        assertThat(OfflineStatus.madeAt(world.objects())).isEqualTo(Instant.EPOCH);
        assertThat(judge(world).objects().get(0).verdict()).isEqualTo("Progressing");
    }

    @Test
    void ownersWithoutUidsAreFoundByName() {
        OfflineStatus status = judge(World.empty().add("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: shop, generation: 1}
                spec: {replicas: 1, template: {spec: {containers: [{name: app}]}}}
                status: {observedGeneration: 1, replicas: 1, updatedReplicas: 1}
                ---
                apiVersion: apps/v1
                kind: ReplicaSet
                metadata: {name: web-1, namespace: shop, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web}]}
                spec: {replicas: 1, template: {spec: {containers: [{name: app}]}}}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: web-1-a, namespace: shop, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-1}]}
                spec: {nodeName: n, containers: [{name: app, image: "web:1"}]}
                status: {phase: Pending, containerStatuses: [{name: app, restartCount: 0, state: {waiting: {reason: ImagePullBackOff, message: Back-off pulling image}}}]}
                ---
                apiVersion: v1
                kind: Event
                metadata: {name: e, namespace: shop}
                involvedObject: {kind: Pod, name: web-1-a, namespace: shop}
                type: Warning
                reason: Failed
                message: 'Failed to pull image "web:1": not found'
                """));
        assertThat(status.objects()).hasSize(1);
        assertThat(status.objects().get(0).reason()).isEqualTo("ImageNotFound");
    }

    @Test
    void anOwnerOfTheSameNameButAnotherUidIsAnother() {
        OfflineStatus status = judge(
                World.empty()
                        .add(
                                "{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web, uid: new-uid, generation: 0}, spec: {replicas: 0}}")
                        .add(
                                "{apiVersion: v1, kind: Pod, metadata: {name: orphan, ownerReferences: [{kind: ReplicaSet, name: web, uid: old-uid, controller: true}]}, status: {phase: Succeeded}}"));
        assertThat(status.objects()).extracting("name").containsExactly("web", "orphan");
    }
}
