package io.jenkins.plugins.k8srelease.engine.health;

import static io.jenkins.plugins.k8srelease.engine.health.State.FAILED;
import static io.jenkins.plugins.k8srelease.engine.health.State.PROGRESSING;
import static io.jenkins.plugins.k8srelease.engine.health.State.READY;
import static io.jenkins.plugins.k8srelease.engine.health.World.ready;
import static io.jenkins.plugins.k8srelease.engine.health.World.runningNotReady;
import static io.jenkins.plugins.k8srelease.engine.health.World.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers, generations and conditions of a Deployment. */
class DeploymentVerdictTest {

    private static final String DEADLINE =
            "conditions: [{type: Progressing, status: \"False\", reason: ProgressDeadlineExceeded, lastUpdateTime: \"%s\", message: 'ReplicaSet \"%s\" has timed out progressing.'}]";

    @ParameterizedTest
    @CsvSource({
        // wanted, total, updated, available -> as kubectl rollout status decides
        "3, 3, 3, 3, READY, Ready",
        "3, 4, 3, 4, PROGRESSING, OldPodsRemain",
        "3, 3, 3, 2, PROGRESSING, ContainersNotReady",
        "3, 3, 2, 3, PROGRESSING, CreatingPods",
        "3, 3, 0, 3, PROGRESSING, CreatingPods",
        "3, 0, 0, 0, PROGRESSING, CreatingPods",
        "0, 0, 0, 0, READY, Ready",
        "0, 1, 1, 0, PROGRESSING, ContainersNotReady",
        // the surplus of a scale-down is of the same template
        "2, 3, 3, 3, READY, Ready",
    })
    void countsAsKubectlDoes(int wanted, int total, int updated, int available, State state, String reason) {
        Verdict verdict = World.empty()
                .deploymentOnly(
                        "replicas: " + wanted,
                        "replicas: %d, updatedReplicas: %d, availableReplicas: %d, readyReplicas: %d"
                                .formatted(total, updated, available, available == 2 ? 2 : available))
                .judge();
        assertThat(verdict.state()).isEqualTo(state);
        assertThat(verdict.reason()).isEqualTo(reason);
    }

    @Test
    void countersOfAnOlderGenerationSayNothing() {
        Verdict verdict = World.empty()
                .deploymentOnly(
                        "replicas: 3", "replicas: 3, updatedReplicas: 3, availableReplicas: 3, observedGeneration: 3")
                .judge();
        assertThat(verdict.state()).isEqualTo(PROGRESSING);
        assertThat(verdict.is(Reason.NOT_OBSERVED)).isTrue();
    }

    /** Watches of different kinds tell at different moments. */
    @Test
    void podsOfTheOldTemplateAreNoFailureOfANewReplicaSetThatIsNotSeenYet() {
        Verdict verdict = World.empty()
                .deploymentOnly("replicas: 1", "replicas: 1, updatedReplicas: 0, availableReplicas: 0")
                .replicaSet("old", "v1", 1, "")
                .pod("old", "z", waiting("InvalidImageName", ""))
                .judge();
        assertThat(verdict.state()).isEqualTo(PROGRESSING);
    }

    @Test
    void aDeploymentWithoutStatusHasNotBeenSeen() {
        Verdict verdict = World.empty().add("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: backend, namespace: shop, uid: u, generation: 1}
                spec: {replicas: 1}
                """).judge();
        assertThat(verdict.is(Reason.NOT_OBSERVED)).isTrue();
    }

    @Test
    void failureOfAnOlderGenerationDoesNotFailTheNewOne() {
        Verdict verdict = World.empty()
                .deploymentOnly(
                        "replicas: 3",
                        "replicas: 4, updatedReplicas: 1, observedGeneration: 3, "
                                + DEADLINE.formatted("2026-11-23T11:00:00Z", "backend-old"))
                .judge();
        assertThat(verdict.state()).isEqualTo(PROGRESSING);
    }

    @Test
    void readyOnlyWhenNoPodOfTheOldTemplateIsReady() {
        World world = World.empty()
                .deployment("replicas: 1", "replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1")
                .pod("new", "a", ready())
                .pod("old", "z", ready());
        assertThat(world.judge().is(Reason.OLD_PODS_REMAIN)).isTrue();
        assertThat(world.judge().state()).isEqualTo(PROGRESSING);
        assertThat(world.judge().evidence()).extracting("name").containsExactly("backend-old-z");
    }

    @Test
    void anOldPodThatIsEndingServesNoMore() {
        Verdict verdict = World.empty()
                .deployment("replicas: 1", "replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1")
                .pod("new", "a", ready())
                .podOf(
                        "ReplicaSet",
                        "backend-old",
                        "backend-old-z",
                        "containers: []",
                        ready(),
                        "deletionTimestamp: \"2026-11-23T12:01:30Z\"")
                .judge();
        assertThat(verdict.state()).isEqualTo(READY);
    }

    @Test
    void podsOfTheSameLabelsButAnotherOwnerAreNotItsPods() {
        Verdict verdict = World.empty()
                .deployment("replicas: 1", "replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1")
                .pod("new", "a", ready())
                .podOf(
                        "ReplicaSet",
                        "foreign",
                        "foreign-1",
                        "containers: [{name: app}]",
                        waiting("InvalidImageName", ""),
                        "labels: {app: backend}")
                .judge();
        assertThat(verdict.state()).isEqualTo(READY);
    }

    @Test
    void aCrashLoopOfTheOldTemplateDoesNotFailTheNewOne() {
        Verdict verdict = World.empty()
                .deployment("replicas: 3", "replicas: 4, updatedReplicas: 1, readyReplicas: 2, availableReplicas: 2")
                .pod("old", "z", World.crashLoop(9, 1, "Error", ""))
                .pod("new", "a", runningNotReady())
                .judge();
        assertThat(verdict.state()).isEqualTo(PROGRESSING);
        assertThat(verdict.evidence()).extracting("name").containsExactly("backend-new-a");
    }

    @Test
    void theMessageSaysHowFarItIsAndWhatIsWaitedFor() {
        Verdict verdict = World.empty()
                .deployment("replicas: 3", "replicas: 4, updatedReplicas: 2, readyReplicas: 3, availableReplicas: 3")
                .pod("new", "a", ready())
                .pod("new", "b", runningNotReady())
                .event(
                        "Pod",
                        "backend-new-b",
                        "Warning",
                        "Unhealthy",
                        "Readiness probe failed: HTTP probe failed with statuscode: 503")
                .judge();
        assertThat(verdict.message())
                .isEqualTo(
                        "1 of 3 new pods ready, 2 old pods left; waiting for backend-new-b: container app: readiness probe failed: HTTP 503");
        assertThat(verdict.is(Reason.READINESS_PROBE_FAILED)).isTrue();
    }

    @Test
    void progressDeadlineFailsWithWhatKeptThePodsFromBeingReady() {
        Verdict verdict = World.empty()
                .deployment(
                        "replicas: 3, progressDeadlineSeconds: 30",
                        "replicas: 4, updatedReplicas: 1, " + DEADLINE.formatted("2026-11-23T12:00:40Z", "backend-new"))
                .pod("new", "a", runningNotReady())
                .event(
                        "Pod",
                        "backend-new-a",
                        "Warning",
                        "Unhealthy",
                        "Readiness probe failed: HTTP probe failed with statuscode: 500")
                .judge();
        assertThat(verdict.state()).isEqualTo(FAILED);
        assertThat(verdict.is(Reason.PROGRESS_DEADLINE_EXCEEDED)).isTrue();
        assertThat(verdict.message()).contains("30 s").contains("HTTP 500");
    }

    @Test
    void aStaleDeadlineOfTheTemplateBeforeIsToldByItsReplicaSet() {
        // A rollback to a ReplicaSet that exists already: the controller leaves the condition until the first progress.
        Verdict verdict = World.empty()
                .deployment(
                        "replicas: 3",
                        "replicas: 4, updatedReplicas: 1, " + DEADLINE.formatted("2026-11-23T12:00:30Z", "backend-old"))
                .judge();
        assertThat(verdict.state()).isEqualTo(PROGRESSING);
    }

    @Test
    void aDeadlineOlderThanTheChangeCountsOnceItHasPassedSinceTheChange() {
        World world = World.empty()
                .deployment(
                        "replicas: 3, progressDeadlineSeconds: 120",
                        "replicas: 4, updatedReplicas: 1, "
                                + DEADLINE.formatted("2026-11-23T11:30:00Z", "backend-new"));
        Verdict before = world.judge();
        assertThat(before.state()).isEqualTo(PROGRESSING);
        assertThat(before.reconsiderAt()).contains(World.T.plusSeconds(120));
        assertThat(world.after(Duration.ofSeconds(120)).judge().is(Reason.PROGRESS_DEADLINE_EXCEEDED))
                .isTrue();
    }

    @Test
    void pausedWithAnUnrolledTemplateNeverBecomesReady() {
        Verdict verdict = World.empty()
                .deploymentOnly("replicas: 3, paused: true", "replicas: 3, readyReplicas: 3, availableReplicas: 3")
                .replicaSet("old", "v1", 3, "readyReplicas: 3")
                .judge();
        assertThat(verdict.state()).isEqualTo(FAILED);
        assertThat(verdict.is(Reason.PAUSED)).isTrue();
        assertThat(verdict.message()).contains("kubectl rollout resume deployment/backend");
    }

    @Test
    void pausedInTheMiddleWaitsForWhoeverPausedIt() {
        Verdict verdict = World.empty()
                .deployment("replicas: 3, paused: true", "replicas: 4, updatedReplicas: 1, availableReplicas: 4")
                .judge();
        assertThat(verdict.state()).isEqualTo(PROGRESSING);
        assertThat(verdict.is(Reason.PAUSED)).isTrue();
    }

    @Test
    void pausedButCompleteIsReady() {
        Verdict verdict = World.empty()
                .deploymentOnly("replicas: 1, paused: true", "replicas: 1, updatedReplicas: 1, availableReplicas: 1")
                .judge();
        assertThat(verdict.state()).isEqualTo(READY);
        assertThat(verdict.message()).contains("paused");
    }

    @Test
    void readyButNotYetAvailableWaitsForMinReadySeconds() {
        Verdict verdict = World.empty()
                .deployment(
                        "replicas: 1, minReadySeconds: 60",
                        "replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 0")
                .pod("new", "a", ready())
                .judge();
        assertThat(verdict.is(Reason.NOT_YET_AVAILABLE)).isTrue();
    }

    @Test
    void aReplicaSetThatCannotBeCreatedFailsBeforeTheGenerationIsObserved() {
        Verdict verdict = World.empty()
                .deploymentOnly(
                        "replicas: 3",
                        "observedGeneration: 3, replicas: 3, updatedReplicas: 3, availableReplicas: 3, conditions: [{type: Progressing, status: \"False\", reason: ReplicaSetCreateError, lastUpdateTime: \"2026-11-23T12:00:10Z\", message: 'Failed to create new replica set \"backend-7d\": replicasets.apps \"backend-7d\" is forbidden: exceeded quota: team, requested: count/replicasets.apps=1, used: count/replicasets.apps=5, limited: count/replicasets.apps=5'}]")
                .judge();
        assertThat(verdict.state()).isEqualTo(FAILED);
        assertThat(verdict.is(Reason.QUOTA_EXCEEDED)).isTrue();
    }

    @Test
    void whatIsBeingDeletedIsNotReady() {
        Verdict verdict = World.empty().add("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: backend, namespace: shop, uid: u, deletionTimestamp: "2026-11-23T12:00:30Z", finalizers: [foregroundDeletion]}
                spec: {replicas: 1}
                status: {replicas: 1, updatedReplicas: 1, availableReplicas: 1}
                """).judge();
        assertThat(verdict.state()).isEqualTo(PROGRESSING);
        assertThat(verdict.is(Reason.TERMINATING)).isTrue();
    }

    @Test
    void aReadyStatusThatItsPodsContradictIsNotTrusted() {
        Verdict verdict = World.empty()
                .deployment("replicas: 1", "replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1")
                .pod("new", "a", World.crashLoop(5, 1, "Error", ""))
                .judge();
        assertThat(verdict.state()).isEqualTo(FAILED);
        assertThat(verdict.is(Reason.CRASH_LOOP)).isTrue();
    }

    @Test
    void theTemplateTellsTheCurrentReplicaSetThoughRevisionsSayOtherwise() {
        // After a rollback the old ReplicaSet is the current one again; its pods decide.
        Verdict verdict = World.empty()
                .deploymentOnly("replicas: 1", "replicas: 2, updatedReplicas: 1, availableReplicas: 1")
                .replicaSet("broken", "v3", 1, "")
                .replicaSet("new", "v2", 1, "")
                .podOf(
                        "ReplicaSet",
                        "backend-broken",
                        "backend-broken-a",
                        "containers: [{name: app}]",
                        waiting("InvalidImageName", ""),
                        "")
                .pod("new", "a", runningNotReady())
                .judge();
        assertThat(verdict.state()).isEqualTo(PROGRESSING);
    }

    @Test
    void aDumpWithoutTemplatesTellsTheCurrentReplicaSetByItsRevision() {
        String set = """
                apiVersion: apps/v1
                kind: ReplicaSet
                metadata: {name: web-%1$s, namespace: shop, uid: uid-web-%1$s, annotations: {deployment.kubernetes.io/revision: "%1$s"}, ownerReferences: [{kind: Deployment, name: web, uid: uid-web, controller: true}]}
                spec: {replicas: %2$d}
                """;
        World world = World.empty()
                .add("""
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: web, namespace: shop, uid: uid-web, generation: 9}
                        spec: {replicas: 1}
                        status: {observedGeneration: 9, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1}
                        """)
                .add(set.formatted("9", 0))
                .add(set.formatted("10", 1))
                .podOf("ReplicaSet", "web-10", "web-10-a", "containers: [{name: app}]", ready(), "");
        assertThat(world.judge("Deployment", "web").state()).isEqualTo(READY);
    }
}
