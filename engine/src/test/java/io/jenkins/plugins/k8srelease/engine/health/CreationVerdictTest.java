package io.jenkins.plugins.k8srelease.engine.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pods that the API server does not let the controllers create. */
class CreationVerdictTest {

    private static final String QUOTA =
            "pods \"backend-new-x\" is forbidden: exceeded quota: team, requested: limits.memory=512Mi,pods=1, used: limits.memory=1536Mi,pods=3, limited: limits.memory=1536Mi,pods=3";

    /** A first release whose pods are refused since the beginning. */
    private static World refused(String message) {
        return World.empty()
                .deploymentOnly("replicas: 3", "unavailableReplicas: 3")
                .replicaSet("new", "v2", 3, failure(message));
    }

    private static String failure(String message) {
        return "conditions: [{type: ReplicaFailure, status: \"True\", reason: FailedCreate, lastTransitionTime: \"2026-11-23T12:00:01Z\", message: "
                + World.quoted(message) + "}]";
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments(QUOTA, State.FAILED, Reason.QUOTA_EXCEEDED),
                arguments(
                        "pods \"b\" is forbidden: failed quota: team: must specify limits.cpu for: app; limits.memory for: app",
                        State.FAILED,
                        Reason.QUOTA_UNSPECIFIED),
                arguments(
                        "pods \"b\" is forbidden: status unknown for quota: team, resources: pods",
                        State.PROGRESSING,
                        Reason.CREATION_FAILED),
                arguments(
                        "pods \"b\" is forbidden: [maximum memory usage per Container is 256Mi, but limit is 512Mi, maximum cpu usage per Pod is 1, but limit is 2]",
                        State.FAILED,
                        Reason.LIMIT_RANGE_VIOLATED),
                arguments(
                        "pods \"b\" is forbidden: cpu max limit to request ratio per Container is 2, but provided ratio is 5.000000",
                        State.FAILED,
                        Reason.LIMIT_RANGE_VIOLATED),
                arguments(
                        "pods \"b\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false (container \"app\" must set securityContext.allowPrivilegeEscalation=false)",
                        State.FAILED,
                        Reason.POD_SECURITY_VIOLATED),
                arguments(
                        "admission webhook \"policy.example.com\" denied the request: images must come from registry.example.com",
                        State.FAILED,
                        Reason.ADMISSION_DENIED),
                arguments(
                        "pods \"b\" is forbidden: ValidatingAdmissionPolicy 'no-latest' with binding 'all' denied request: failed expression",
                        State.FAILED,
                        Reason.ADMISSION_DENIED),
                arguments(
                        "Internal error occurred: failed calling webhook \"inject.example.com\": failed to call webhook: Post \"https://injector.mesh.svc:443/inject?timeout=10s\": dial tcp 10.96.3.4:443: connect: connection refused",
                        State.PROGRESSING,
                        Reason.WEBHOOK_UNAVAILABLE),
                arguments(
                        "Internal error occurred: failed calling webhook \"inject.example.com\": failed to call webhook: Post \"https://x\": no endpoints available for service \"injector\"",
                        State.PROGRESSING,
                        Reason.WEBHOOK_UNAVAILABLE),
                arguments(
                        "pods \"b\" is forbidden: error looking up service account shop/backend: serviceaccount \"backend\" not found",
                        State.FAILED,
                        Reason.SERVICE_ACCOUNT_MISSING),
                arguments(
                        "Pod \"b\" is invalid: spec.containers[0].image: Required value",
                        State.FAILED,
                        Reason.POD_INVALID),
                arguments(
                        "pods \"b\" is forbidden: no PriorityClass with name high was found",
                        State.FAILED,
                        Reason.POD_INVALID),
                arguments(
                        "pods \"b\" is forbidden: unable to create new content in namespace shop because it is being terminated",
                        State.FAILED,
                        Reason.NAMESPACE_TERMINATING),
                arguments("etcdserver: request timed out", State.PROGRESSING, Reason.CREATION_FAILED),
                arguments(
                        "pods \"b\" is forbidden: something that nobody has heard of",
                        State.FAILED,
                        Reason.CREATION_FORBIDDEN));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refusals(String message, State state, Reason reason) {
        Verdict verdict = refused(message).judge();
        assertThat(verdict.state()).as(verdict.message()).isEqualTo(state);
        assertThat(verdict.reason()).isEqualTo(reason.token());
    }

    @Test
    void theQuotaIsSpelledOut() {
        assertThat(refused(QUOTA).judge().message())
                .isEqualTo(
                        "backend-new: ResourceQuota \"team\" refuses a new pod: limits.memory: needs 512Mi, used 1536Mi of 1536Mi; pods: needs 1, used 3 of 3");
    }

    @Test
    void aMissingServiceAccountMayStillAppear() {
        String message =
                "pods \"b\" is forbidden: error looking up service account shop/backend: serviceaccount \"backend\" not found";
        assertThat(refused(message).after(Duration.ofSeconds(5)).judge().state())
                .isEqualTo(State.PROGRESSING);
        assertThat(refused(message)
                        .add("{apiVersion: v1, kind: ServiceAccount, metadata: {name: backend, namespace: shop}}")
                        .judge()
                        .state())
                .isEqualTo(State.PROGRESSING);
    }

    @Test
    void aWebhookThatStaysDownFailsAfterItsTolerance() {
        String message =
                "Internal error occurred: failed calling webhook \"w\": failed to call webhook: Post \"https://x\": context deadline exceeded";
        assertThat(refused(message).after(Duration.ofMinutes(6)).judge().isFailed())
                .isTrue();
    }

    /** Three old pods, the new ReplicaSet's surge pod refused. */
    private static World rolling(String strategy, String newStatus, String deploymentStatus) {
        return World.empty()
                .deploymentOnly("replicas: 3, " + strategy, deploymentStatus)
                .replicaSet("new", "v2", 1, newStatus)
                .replicaSet("old", "v1", 3, "readyReplicas: 3, availableReplicas: 3")
                .pod("old", "x", World.ready())
                .pod("old", "y", World.ready())
                .pod("old", "z", World.ready());
    }

    private static final String OLD_ALL_UP = "replicas: 3, updatedReplicas: 0, readyReplicas: 3, availableReplicas: 3";

    @Test
    void quotaIsTerminalWhenNoOldPodMayBeEnded() {
        Verdict verdict = rolling(
                        "strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}", failure(QUOTA), OLD_ALL_UP)
                .judge();
        assertThat(verdict.state()).as(verdict.message()).isEqualTo(State.FAILED);
        assertThat(verdict.is(Reason.QUOTA_EXCEEDED)).isTrue();
    }

    @Test
    void quotaIsTransientWhileOldPodsMayBeEnded() {
        assertThat(rolling("strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 1}}", failure(QUOTA), OLD_ALL_UP)
                        .judge()
                        .state())
                .isEqualTo(State.PROGRESSING);
        assertThat(rolling("strategy: {type: Recreate}", failure(QUOTA), OLD_ALL_UP)
                        .judge()
                        .state())
                .isEqualTo(State.PROGRESSING);
    }

    @Test
    void quotaIsTransientWhileAnotherPodOfTheNamespaceEnds() {
        Verdict verdict = rolling(
                        "strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}", failure(QUOTA), OLD_ALL_UP)
                .add(
                        "{apiVersion: v1, kind: Pod, metadata: {name: other, namespace: shop, uid: o, deletionTimestamp: \"2026-11-23T12:01:20Z\"}, status: {phase: Running}}")
                .judge();
        assertThat(verdict.state()).isEqualTo(State.PROGRESSING);
        assertThat(verdict.is(Reason.QUOTA_EXCEEDED)).isTrue();
    }

    @Test
    void aPodEndingInAnotherNamespaceMakesNoRoom() {
        Verdict verdict = rolling(
                        "strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}", failure(QUOTA), OLD_ALL_UP)
                .add(
                        "{apiVersion: v1, kind: Pod, metadata: {name: other, namespace: elsewhere, uid: o, deletionTimestamp: \"2026-11-23T12:01:20Z\"}, status: {phase: Running}}")
                .judge();
        assertThat(verdict.state()).isEqualTo(State.FAILED);
    }

    @Test
    void quotaIsTransientWhileANewPodIsStillStarting() {
        Verdict verdict = rolling(
                        "strategy: {rollingUpdate: {maxSurge: 2, maxUnavailable: 0}}",
                        failure(QUOTA),
                        "replicas: 4, updatedReplicas: 1, availableReplicas: 3")
                .pod("new", "a", World.runningNotReady())
                .judge();
        assertThat(verdict.state()).isEqualTo(State.PROGRESSING);
    }

    @Test
    void quotaIsTransientWhenThereIsRoomByNow() {
        Verdict verdict = refused(QUOTA)
                .add(
                        "{apiVersion: v1, kind: ResourceQuota, metadata: {name: team, namespace: shop}, status: {hard: {limits.memory: 4Gi, pods: \"10\"}, used: {limits.memory: 1536Mi, pods: \"3\"}}}")
                .judge();
        assertThat(verdict.state()).isEqualTo(State.PROGRESSING);
        assertThat(verdict.message()).contains("there is room now");
    }

    /** The controller takes its condition back only with its next look. */
    @Test
    void aRefusalIsOverWhenAllPodsHaveBeenCreatedSince() {
        World world = refused(QUOTA)
                .pod("new", "a", World.ready())
                .pod("new", "b", World.ready())
                .pod("new", "c", World.runningNotReady())
                .after(Duration.ofMinutes(1));
        Verdict verdict = world.judge("Deployment", "backend");
        assertThat(verdict.state()).as(verdict.message()).isEqualTo(State.PROGRESSING);
        assertThat(verdict.message()).doesNotContain("quota");
    }

    @Test
    void quotaIsTerminalAtOnceWhenOnePodAloneIsTooBig() {
        String message =
                "pods \"b\" is forbidden: exceeded quota: team, requested: limits.memory=2Gi, used: limits.memory=0, limited: limits.memory=1536Mi";
        Verdict verdict = rolling("strategy: {type: Recreate}", failure(message), OLD_ALL_UP)
                .after(Duration.ofSeconds(2))
                .judge();
        assertThat(verdict.state()).isEqualTo(State.FAILED);
        assertThat(verdict.message()).contains("one pod alone is more than the quota");
    }

    @Test
    void aRefusalOfAnOldReplicaSetIsNotTheNewOnesTrouble() {
        Verdict verdict = World.empty()
                .deploymentOnly(
                        "replicas: 3", "replicas: 3, updatedReplicas: 1, availableReplicas: 2, " + failure(QUOTA))
                .replicaSet("new", "v2", 1, "")
                .replicaSet("old", "v1", 3, failure(QUOTA))
                .pod("new", "a", World.runningNotReady())
                .judge();
        assertThat(verdict.state()).isEqualTo(State.PROGRESSING);
    }

    @Test
    void aDumpWithoutReplicaSetsStillTellsTheRefusal() {
        Verdict verdict = World.empty()
                .deploymentOnly(
                        "replicas: 3", "replicas: 3, updatedReplicas: 0, availableReplicas: 3, " + failure(QUOTA))
                .asDump()
                .judge();
        assertThat(verdict.is(Reason.QUOTA_EXCEEDED)).isTrue();
    }
}
