package io.jenkins.plugins.k8srelease.engine.diagnosis;

import static io.jenkins.plugins.k8srelease.engine.health.World.T;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.jenkins.plugins.k8srelease.engine.health.Reason;
import io.jenkins.plugins.k8srelease.engine.health.Verdict;
import io.jenkins.plugins.k8srelease.engine.health.World;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DiagnoserTest {

    private static final String PASSWORD = "correct-horse";
    private final Diagnoser diagnoser = new Diagnoser(Redactor.of(List.of(PASSWORD)));

    private static World rollout(String podStatus) {
        return World.empty()
                .deployment("replicas: 3", "replicas: 4, updatedReplicas: 1, readyReplicas: 3, availableReplicas: 3")
                .pod("new", "a", podStatus);
    }

    private Diagnosis diagnose(World world, Map<LogRequest, String> logs) {
        return diagnoser.diagnose(world.find("Deployment", "backend"), world.judge(), world.view(), logs);
    }

    private List<LogRequest> wanted(World world) {
        return diagnoser.logsWanted(world.find("Deployment", "backend"), world.judge(), world.view());
    }

    @Test
    void theLastRunsLogSaysWhyItCrashed() {
        World world = rollout(World.crashLoop(4, 1, "Error", ""));
        List<LogRequest> wanted = wanted(world);
        assertThat(wanted).singleElement().satisfies(r -> {
            assertThat(r.pod().name()).isEqualTo("backend-new-a");
            assertThat(r.container()).isEqualTo("app");
            assertThat(r.previous()).isTrue();
        });
        Diagnosis diagnosis = diagnose(
                world,
                Map.of(
                        wanted.get(0),
                        "starting\n\u001B[31mError: connect ECONNREFUSED 10.0.0.3:3306\u001B[0m\n    at TCPConnectWrap\npassword "
                                + PASSWORD + "\n\n"));
        assertThat(diagnosis.cause())
                .isEqualTo(
                        "Deployment backend: backend-new-a: container app ended with exit code 1 (4 restarts); its log says: Error: connect ECONNREFUSED 10.0.0.3:3306");
        assertThat(diagnosis.hint()).contains("kubectl describe pod/backend-new-a -n shop");
        Evidence.LogLines lines = evidence(diagnosis, Evidence.LogLines.class).get(0);
        assertThat(lines.lines())
                .containsExactly(
                        "starting",
                        "Error: connect ECONNREFUSED 10.0.0.3:3306",
                        "    at TCPConnectWrap",
                        "password ***");
    }

    @Test
    void aReadOnlyFileSystemIsNamedWithItsPath() {
        World world = rollout(World.crashLoop(4, 1, "Error", ""));
        Diagnosis diagnosis = diagnose(
                world, Map.of(wanted(world).get(0), "Error: EROFS: read-only file system, open '/app/cache/x.tmp'"));
        assertThat(diagnosis.cause()).contains("it writes to its read-only file system");
        assertThat(diagnosis.hint()).startsWith("Mount a volume (an emptyDir does) for /app/cache/x.tmp");
    }

    @Test
    void aKillWithoutAReasonMayHaveBeenTheKernels() {
        Diagnosis diagnosis = diagnose(rollout(World.crashLoop(4, 137, "Error", "")), Map.of());
        assertThat(diagnosis.hint())
                .startsWith("Exit code 137 is a kill from outside")
                .contains("memory");
    }

    @Test
    void aContainerThatWasRestartedOnceIsAdvisedAsWhatRestartedIt() {
        World world = rollout(World.crashLoop(1, 137, "Error", ""))
                .event(
                        "Pod",
                        "backend-new-a",
                        "Normal",
                        "Killing",
                        "Container app failed liveness probe, will be restarted");
        Diagnosis diagnosis = diagnose(world, Map.of());
        assertThat(diagnosis.cause()).contains("liveness probe failed", "1 restart");
        assertThat(diagnosis.hint()).startsWith("Check the liveness probe's path, port and timeout");
    }

    /** The kubelet tells a pod's status first. */
    @Test
    void warningsOfAPodThatIsNamedAreWaitedFor() {
        World world = rollout(World.waiting("InvalidImageName", "x"));
        KubeObject deployment = world.find("Deployment", "backend");
        assertThat(diagnoser.awaitsWarnings(deployment, world.judge(), world.view()))
                .isTrue();

        world.event("Pod", "backend-new-a", "Warning", "InspectFailed", "x");
        assertThat(diagnoser.awaitsWarnings(deployment, world.judge(), world.view()))
                .isFalse();
    }

    @Test
    void withoutLogsThereIsStillACause() {
        Diagnosis diagnosis = diagnose(rollout(World.crashLoop(4, 137, "OOMKilled", "")), Map.of());
        assertThat(diagnosis.cause()).contains("OOMKilled");
        assertThat(diagnosis.hint()).contains("memory limit");
    }

    @Test
    void warningsAreShownOnceNewestFirst() {
        World world = rollout(World.runningNotReady())
                .pod("new", "b", World.runningNotReady())
                .event(
                        "Pod",
                        "backend-new-a",
                        "Warning",
                        "Unhealthy",
                        "Readiness probe failed: HTTP probe failed with statuscode: 503",
                        T,
                        T.plusSeconds(20),
                        3)
                .event(
                        "Pod",
                        "backend-new-b",
                        "Warning",
                        "Unhealthy",
                        "Readiness probe failed: HTTP probe failed with statuscode: 503",
                        T,
                        T.plusSeconds(30),
                        2)
                .event("Pod", "backend-new-a", "Normal", "Pulled", "Successfully pulled image", T, T.plusSeconds(40), 1)
                .event(
                        "Pod",
                        "backend-new-a",
                        "Warning",
                        "FailedMount",
                        "db password=" + PASSWORD,
                        T,
                        T.plusSeconds(10),
                        1);
        List<Evidence.EventSeen> events = evidence(diagnose(world, Map.of()), Evidence.EventSeen.class);
        assertThat(events).extracting("reason").containsExactly("Unhealthy", "FailedMount");
        assertThat(events.get(0).count()).isEqualTo(5);
        assertThat(events.get(1).message()).isEqualTo("db password=***");
    }

    @Test
    void whatIsNotReadyInTimeIsSaidSo() {
        World world = rollout(World.runningNotReady());
        Diagnosis diagnosis = diagnose(world, Map.of());
        assertThat(diagnosis.cause()).startsWith("Deployment backend: still not ready: 0 of 3 new pods ready");
        assertThat(diagnosis.hint()).isNotEmpty();
    }

    @Test
    void whatTurnsUnhealthyWhileObservedIsSaidSo() {
        World world = rollout(World.runningNotReady());
        Diagnosis diagnosis =
                diagnoser.diagnoseObserved(world.find("Deployment", "backend"), world.judge(), world.view(), Map.of());
        assertThat(diagnosis.cause())
                .startsWith("It was ready, but turned unhealthy while it was observed: Deployment backend");
    }

    @Test
    void conditionsThatAreNotAsTheyShouldBeAreEvidence() {
        World world = World.empty()
                .deployment(
                        "replicas: 3",
                        "replicas: 4, updatedReplicas: 1, conditions: [{type: Available, status: \"True\"}, {type: Progressing, status: \"False\", reason: ProgressDeadlineExceeded, lastUpdateTime: \"2026-11-23T12:00:30Z\", message: 'ReplicaSet \"backend-new\" has timed out progressing.'}]");
        assertThat(evidence(diagnose(world, Map.of()), Evidence.ConditionSeen.class))
                .singleElement()
                .satisfies(c -> assertThat(c.reason()).isEqualTo("ProgressDeadlineExceeded"));
    }

    @Test
    void theLogOfAFailedJobsPodIsThatOfTheContainerThatFailed() {
        World world = World.empty()
                .add(
                        "{apiVersion: batch/v1, kind: Job, metadata: {name: migrate, namespace: shop, uid: uid-migrate}, spec: {backoffLimit: 0}, status: {failed: 1, conditions: [{type: Failed, status: \"True\", reason: BackoffLimitExceeded, message: limit}]}}")
                .podOf(
                        "Job",
                        "migrate",
                        "migrate-a",
                        "containers: [{name: ok}, {name: sql}]",
                        "phase: Failed, containerStatuses: [{name: ok, state: {terminated: {exitCode: 0}}}, {name: sql, state: {terminated: {exitCode: 3}}}]",
                        "");
        List<LogRequest> wanted =
                diagnoser.logsWanted(world.find("Job", "migrate"), world.judge("Job", "migrate"), world.view());
        assertThat(wanted)
                .containsExactly(new LogRequest(new ObjectRef("v1", "Pod", "shop", "migrate-a"), "sql", false, 30));
    }

    @Test
    void noLogIsAskedForWhereNoneCanBe() {
        assertThat(wanted(rollout(World.waiting("InvalidImageName", "x")))).isEmpty();
        assertThat(wanted(rollout(World.waiting("ContainerCreating", "")))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"READY", "COMPLETE", "OLD_REVISION_REMAINS", "NODES_EXCUSED", "WAIT_FOR_FIRST_CONSUMER"})
    void everyReasonThatIsNotReadyHasAHint(Reason reason) {
        assertThat(Hints.of(reason)).isNotBlank().endsWith(".");
    }

    static Stream<Arguments> logs() {
        return Stream.of(
                arguments(
                        "info: up\nlisten EADDRINUSE: address already in use :::3000\nbye",
                        "listen EADDRINUSE: address already in use :::3000"),
                arguments(
                        "a\npanic: runtime error: index out of range\n\ngoroutine 1 [running]:\nmain.main()",
                        "panic: runtime error: index out of range"),
                arguments(
                        "Error: Cannot find module '/app/server.js'\n    at Module._resolve\n  code: 'MODULE_NOT_FOUND'",
                        "Error: Cannot find module '/app/server.js'"),
                arguments(
                        "2026 [Note] start\n2026 [ERROR] [MY-010457] --initialize specified but the data directory has files in it.",
                        "2026 [ERROR] [MY-010457] --initialize specified but the data directory has files in it."),
                arguments(
                        "nginx: [emerg] host not found in upstream \"backend\" in /etc/nginx/nginx.conf:3",
                        "nginx: [emerg] host not found in upstream \"backend\" in /etc/nginx/nginx.conf:3"));
    }

    @ParameterizedTest
    @MethodSource
    void logs(String log, String telling) {
        assertThat(LogClues.telling(LogClues.lines(log))).contains(telling);
    }

    @Test
    void aLogThatSaysNothingGivesNoClue() {
        assertThat(LogClues.telling(LogClues.lines("starting\nlistening on 3000\n")))
                .isEmpty();
    }

    private static <E extends Evidence> List<E> evidence(Diagnosis diagnosis, Class<E> type) {
        return diagnosis.evidence().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    @Test
    void aReadyVerdictNeedsNoHint() {
        World world = World.empty().add("{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: shop}}");
        Verdict verdict = world.judge("ConfigMap", "c");
        assertThat(diagnoser
                        .diagnose(world.find("ConfigMap", "c"), verdict, world.view(), Map.of())
                        .hint())
                .isEmpty();
    }
}
