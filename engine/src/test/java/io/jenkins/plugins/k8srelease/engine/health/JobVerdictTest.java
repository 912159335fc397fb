package io.jenkins.plugins.k8srelease.engine.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobVerdictTest {

    private static World job(String spec, String status) {
        return World.empty().add("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: migrate, namespace: shop, uid: uid-migrate, generation: 1, creationTimestamp: "2026-11-23T12:00:00Z"}
                spec: {%s}
                status: {%s}
                """.formatted(spec, status));
    }

    private static World pod(World world, String id, String status) {
        return world.podOf(
                "Job", "migrate", "migrate-" + id, "containers: [{name: app, image: \"shop/migrate:v2\"}]", status, "");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'conditions: [{type: Complete, status: \"True\"}], succeeded: 1', READY, Complete",
        "'', 'conditions: [{type: SuccessCriteriaMet, status: \"True\", reason: CompletionsReached}]', READY, Complete",
        "'', 'conditions: [{type: Failed, status: \"True\", reason: BackoffLimitExceeded, message: Job has reached the specified backoff limit}], failed: 4', FAILED, BackoffLimitExceeded",
        "'', 'conditions: [{type: Failed, status: \"True\", reason: DeadlineExceeded, message: Job was active longer than specified deadline}]', FAILED, DeadlineExceeded",
        "'', 'conditions: [{type: FailureTarget, status: \"True\", reason: PodFailurePolicy}]', FAILED, JobFailed",
        "'', 'active: 1', PROGRESSING, JobRunning",
        "'', '', PROGRESSING, CreatingPods",
        "'backoffLimit: 3', 'active: 1, failed: 3', PROGRESSING, JobRunning",
        "'backoffLimit: 3', 'failed: 4', FAILED, BackoffLimitExceeded",
        "'backoffLimit: 0, backoffLimitPerIndex: 1', 'active: 2, failed: 4', PROGRESSING, JobRunning",
        "'suspend: true', 'conditions: [{type: Suspended, status: \"True\"}]', PROGRESSING, Suspended",
        "'', 'active: 1, conditions: [{type: Suspended, status: \"False\"}]', PROGRESSING, JobRunning",
    })
    void states(String spec, String status, State state, String reason) {
        Verdict verdict = job(spec, status).judge("Job", "migrate");
        assertThat(verdict.state()).as(verdict.message()).isEqualTo(state);
        assertThat(verdict.reason()).isEqualTo(reason);
    }

    @Test
    void aPodThatCanNeverStartFailsTheJobAtOnce() {
        World world = pod(job("", "active: 1"), "a", World.waiting("ErrImagePull", "shop/migrate:v2: not found"));
        assertThat(world.judge("Job", "migrate").is(Reason.IMAGE_NOT_FOUND)).isTrue();
        assertThat(world.judge("Job", "migrate").isFailed()).isTrue();
    }

    @Test
    void aCrashLoopIsCountedByTheJobItself() {
        World world = pod(job("backoffLimit: 6", "active: 1, failed: 0"), "a", World.crashLoop(4, 1, "Error", ""));
        assertThat(world.judge("Job", "migrate").state()).isEqualTo(State.PROGRESSING);
    }

    @Test
    void aPodAtWorkNeedNotBeReady() {
        World world = pod(job("", "active: 1"), "a", World.runningNotReady());
        Verdict verdict = world.judge("Job", "migrate");
        assertThat(verdict.is(Reason.JOB_RUNNING)).isTrue();
        assertThat(verdict.message()).isEqualTo("0 of 1 completion, 1 running");
    }

    @Test
    void theFailedPodsOwnWordsAreInTheVerdict() {
        World world = pod(
                job(
                        "backoffLimit: 0",
                        "failed: 1, conditions: [{type: Failed, status: \"True\", reason: BackoffLimitExceeded, message: Job has reached the specified backoff limit}]"),
                "a",
                "phase: Failed, containerStatuses: [{name: app, restartCount: 0, state: {terminated: {exitCode: 3, reason: Error, message: 'table tickets exists'}}}]");
        Verdict verdict = world.judge("Job", "migrate");
        assertThat(verdict.message())
                .isEqualTo(
                        "the Job failed (BackoffLimitExceeded): Job has reached the specified backoff limit; migrate-a: container app ended with exit code 3: table tickets exists");
        assertThat(verdict.evidence()).extracting("name").containsExactly("migrate-a");
    }

    @Test
    void refusedPodsAreToldByEvents() {
        World world = job("", "")
                .event(
                        "Job",
                        "migrate",
                        "Warning",
                        "FailedCreate",
                        "Error creating: pods \"migrate-x\" is forbidden: failed quota: team: must specify limits.cpu for: app");
        assertThat(world.judge("Job", "migrate").is(Reason.QUOTA_UNSPECIFIED)).isTrue();
    }
}
