package io.jenkins.plugins.k8srelease.engine.health;

import static io.jenkins.plugins.k8srelease.engine.health.State.FAILED;
import static io.jenkins.plugins.k8srelease.engine.health.State.PROGRESSING;
import static io.jenkins.plugins.k8srelease.engine.health.State.READY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that is no workload, and pods and ReplicaSets by themselves. */
class OtherKindsVerdictTest {

    static Stream<Arguments> objects() {
        return Stream.of(
                // pods without a controller
                arguments("v1", "Pod", World.ready(), READY, Reason.READY),
                arguments("v1", "Pod", "phase: Succeeded", READY, Reason.COMPLETE),
                arguments(
                        "v1",
                        "Pod",
                        "phase: Failed, containerStatuses: [{name: app, state: {terminated: {exitCode: 1}}}]",
                        FAILED,
                        Reason.POD_FAILED),
                arguments(
                        "v1", "Pod", "phase: Failed, reason: Evicted, message: low on memory", FAILED, Reason.EVICTED),
                arguments("v1", "Pod", "phase: Pending", PROGRESSING, Reason.SCHEDULING),
                // namespaces, quotas, budgets
                arguments("v1", "Namespace", "phase: Active", READY, Reason.READY),
                arguments("v1", "Namespace", "phase: Terminating", PROGRESSING, Reason.TERMINATING),
                arguments(
                        "policy/v1",
                        "PodDisruptionBudget",
                        "observedGeneration: 1, disruptionsAllowed: 1",
                        READY,
                        Reason.READY),
                arguments(
                        "policy/v1", "PodDisruptionBudget", "observedGeneration: 0", PROGRESSING, Reason.NOT_OBSERVED),
                arguments("policy/v1", "PodDisruptionBudget", "", PROGRESSING, Reason.NOT_OBSERVED),
                // storage
                arguments("v1", "PersistentVolumeClaim", "phase: Bound", READY, Reason.READY),
                arguments("v1", "PersistentVolumeClaim", "phase: Lost", FAILED, Reason.VOLUME_LOST),
                arguments("v1", "PersistentVolumeClaim", "phase: Pending", PROGRESSING, Reason.VOLUME_PENDING),
                arguments("v1", "PersistentVolume", "phase: Available", READY, Reason.READY),
                arguments("v1", "PersistentVolume", "phase: Failed, message: x", FAILED, Reason.VOLUME_LOST),
                // definitions
                arguments(
                        "apiextensions.k8s.io/v1",
                        "CustomResourceDefinition",
                        "conditions: [{type: NamesAccepted, status: \"True\"}, {type: Established, status: \"True\"}]",
                        READY,
                        Reason.READY),
                arguments(
                        "apiextensions.k8s.io/v1",
                        "CustomResourceDefinition",
                        "conditions: [{type: NamesAccepted, status: \"True\"}, {type: Established, status: \"False\", reason: Installing}]",
                        PROGRESSING,
                        Reason.CONDITION_PENDING),
                arguments(
                        "apiextensions.k8s.io/v1",
                        "CustomResourceDefinition",
                        "conditions: [{type: NamesAccepted, status: \"False\", reason: PluralConflict, message: '\"tickets\" is already in use'}, {type: Established, status: \"False\"}]",
                        FAILED,
                        Reason.NAMES_NOT_ACCEPTED),
                arguments(
                        "apiextensions.k8s.io/v1",
                        "CustomResourceDefinition",
                        "",
                        PROGRESSING,
                        Reason.CONDITION_PENDING),
                arguments(
                        "apiregistration.k8s.io/v1",
                        "APIService",
                        "conditions: [{type: Available, status: \"True\", reason: Passed}]",
                        READY,
                        Reason.READY),
                arguments(
                        "apiregistration.k8s.io/v1",
                        "APIService",
                        "conditions: [{type: Available, status: \"False\", reason: MissingEndpoints, message: no endpoints}]",
                        PROGRESSING,
                        Reason.CONDITION_PENDING),
                // autoscaling
                arguments(
                        "autoscaling/v2",
                        "HorizontalPodAutoscaler",
                        "conditions: [{type: AbleToScale, status: \"True\"}, {type: ScalingActive, status: \"True\", reason: ValidMetricFound}]",
                        READY,
                        Reason.READY),
                arguments(
                        "autoscaling/v2",
                        "HorizontalPodAutoscaler",
                        "conditions: [{type: ScalingActive, status: \"False\", reason: ScalingDisabled}]",
                        READY,
                        Reason.READY),
                arguments(
                        "autoscaling/v2",
                        "HorizontalPodAutoscaler",
                        "conditions: [{type: ScalingActive, status: \"False\", reason: FailedGetResourceMetric, lastTransitionTime: \"2026-11-23T12:00:30Z\", message: unable to get metrics}]",
                        READY,
                        Reason.METRICS_UNAVAILABLE),
                arguments(
                        "autoscaling/v2",
                        "HorizontalPodAutoscaler",
                        "conditions: [{type: ScalingActive, status: \"False\", reason: InvalidSelector, message: the HPA target's scale is missing a selector}]",
                        FAILED,
                        Reason.AUTOSCALER_INVALID),
                arguments(
                        "autoscaling/v2",
                        "HorizontalPodAutoscaler",
                        "conditions: [{type: AbleToScale, status: \"False\", reason: FailedGetScale, message: 'deployments.apps \"backend\" not found'}]",
                        PROGRESSING,
                        Reason.CONDITION_PENDING),
                arguments("autoscaling/v2", "HorizontalPodAutoscaler", "", PROGRESSING, Reason.CONDITION_PENDING),
                // ready because they exist
                arguments("v1", "ConfigMap", "", READY, Reason.READY),
                arguments("rbac.authorization.k8s.io/v1", "Role", "", READY, Reason.READY),
                arguments("networking.k8s.io/v1", "NetworkPolicy", "", READY, Reason.READY),
                arguments("batch/v1", "CronJob", "lastScheduleTime: \"2026-11-23T12:00:00Z\"", READY, Reason.READY),
                // nodes of a dump
                arguments("v1", "Node", "conditions: [{type: Ready, status: \"True\"}]", READY, Reason.READY),
                arguments("v1", "Node", "conditions: [{type: Ready, status: Unknown}]", PROGRESSING, Reason.NODE_LOST),
                // custom resources
                arguments("example.com/v1", "Ticket", "", READY, Reason.READY),
                arguments(
                        "example.com/v1",
                        "Ticket",
                        "conditions: [{type: Ready, status: \"True\"}]",
                        READY,
                        Reason.READY),
                arguments(
                        "example.com/v1",
                        "Ticket",
                        "conditions: [{type: Ready, status: \"False\", reason: Waiting, message: for the database}]",
                        PROGRESSING,
                        Reason.CONDITION_PENDING),
                arguments(
                        "example.com/v1",
                        "Ticket",
                        "conditions: [{type: Ready, status: Unknown}]",
                        PROGRESSING,
                        Reason.CONDITION_PENDING),
                arguments(
                        "example.com/v1",
                        "Ticket",
                        "observedGeneration: 0, conditions: [{type: Ready, status: \"True\"}]",
                        PROGRESSING,
                        Reason.NOT_OBSERVED),
                arguments(
                        "example.com/v1",
                        "Ticket",
                        "conditions: [{type: Ready, status: \"True\"}, {type: Reconciling, status: \"True\"}]",
                        PROGRESSING,
                        Reason.CONDITION_PENDING),
                arguments(
                        "example.com/v1",
                        "Ticket",
                        "conditions: [{type: Ready, status: \"True\"}, {type: Stalled, status: \"True\", reason: InvalidSpec}]",
                        FAILED,
                        Reason.STALLED),
                arguments(
                        "example.com/v1",
                        "Ticket",
                        "conditions: [{type: Failed, status: \"True\", message: no}]",
                        FAILED,
                        Reason.STALLED),
                arguments(
                        "example.com/v1",
                        "Ticket",
                        "conditions: [{type: Available, status: \"True\"}]",
                        READY,
                        Reason.READY),
                arguments(
                        "example.com/v1",
                        "Ticket",
                        "conditions: [{type: Available, status: \"False\"}]",
                        PROGRESSING,
                        Reason.CONDITION_PENDING),
                arguments(
                        "example.com/v1",
                        "Run",
                        "conditions: [{type: Succeeded, status: \"False\", reason: TaskFailed}]",
                        FAILED,
                        Reason.STALLED),
                arguments(
                        "example.com/v1",
                        "Run",
                        "conditions: [{type: Succeeded, status: \"True\"}]",
                        READY,
                        Reason.COMPLETE),
                // a Deployment of another API group is no Deployment
                arguments("example.com/v1", "Deployment", "", READY, Reason.READY));
    }

    @ParameterizedTest(name = "{1}: {2}")
    @MethodSource
    void objects(String apiVersion, String kind, String status, State state, Reason reason) {
        Verdict verdict = World.empty()
                .add(
                        "{apiVersion: %s, kind: %s, metadata: {name: x, namespace: shop, uid: uid-x, generation: 1, creationTimestamp: \"2026-11-23T12:00:50Z\"}, spec: {volumeName: pv-1, restartPolicy: Always}, status: {%s}}"
                                .formatted(apiVersion, kind, status))
                .judge(kind, "x");
        assertThat(verdict.state()).as(verdict.message()).isEqualTo(state);
        assertThat(verdict.reason()).isEqualTo(reason.token());
    }

    @Test
    void aConditionOfAnOlderGenerationIsStale() {
        Verdict verdict = World.empty()
                .add(
                        "{apiVersion: example.com/v1, kind: Ticket, metadata: {name: x, generation: 3}, status: {conditions: [{type: Ready, status: \"True\", observedGeneration: 2}]}}")
                .judge("Ticket", "x");
        assertThat(verdict.is(Reason.NOT_OBSERVED)).isTrue();
    }

    static Stream<Arguments> services() {
        return Stream.of(
                arguments("type: ClusterIP, clusterIP: 10.96.0.5", "loadBalancer: {}", READY),
                arguments("type: ClusterIP, clusterIP: None", "loadBalancer: {}", READY),
                arguments("type: NodePort, clusterIP: 10.96.0.5", "loadBalancer: {}", READY),
                arguments("type: ExternalName, externalName: db.example.com", "", READY),
                arguments("type: ClusterIP", "", PROGRESSING),
                arguments("type: LoadBalancer, clusterIP: 10.96.0.5", "loadBalancer: {}", PROGRESSING),
                arguments(
                        "type: LoadBalancer, clusterIP: 10.96.0.5",
                        "loadBalancer: {ingress: [{ip: 192.0.2.7}]}",
                        READY),
                arguments(
                        "type: LoadBalancer, clusterIP: 10.96.0.5",
                        "loadBalancer: {ingress: [{hostname: lb.example.com}]}",
                        READY),
                arguments("type: LoadBalancer, clusterIP: 10.96.0.5", "loadBalancer: {ingress: [{}]}", PROGRESSING));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource
    void services(String spec, String status, State state) {
        World world = World.empty()
                .add(
                        "{apiVersion: v1, kind: Service, metadata: {name: x, namespace: shop, uid: uid-x}, spec: {%s}, status: {%s}}"
                                .formatted(spec, status));
        assertThat(world.judge("Service", "x").state()).isEqualTo(state);
    }

    @Test
    void anIngressWaitsForAnAddressOnlyWhereSomethingAssignsOne() {
        String ingress =
                "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: x, namespace: shop}, spec: {ingressClassName: nginx}, status: {loadBalancer: {}}}";
        assertThat(World.empty().add(ingress).judge("Ingress", "x").state()).isEqualTo(READY);
        assertThat(World.empty().add(ingress).asDump().judge("Ingress", "x").state())
                .isEqualTo(PROGRESSING);
        World withClass = World.empty()
                .add(ingress)
                .add("{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: nginx}}");
        assertThat(withClass.judge("Ingress", "x").is(Reason.ADDRESS_PENDING)).isTrue();
        assertThat(World.empty()
                        .add(ingress.replace("loadBalancer: {}", "loadBalancer: {ingress: [{ip: 192.0.2.7}]}"))
                        .asDump()
                        .judge("Ingress", "x")
                        .state())
                .isEqualTo(READY);
    }

    @Test
    void aQuotaIsReadyWhenItsUsageIsCounted() {
        String quota =
                "{apiVersion: v1, kind: ResourceQuota, metadata: {name: x, namespace: shop}, spec: {hard: {pods: 10, limits.cpu: \"2\"}}, status: {%s}}";
        assertThat(World.empty()
                        .add(quota.formatted(""))
                        .judge("ResourceQuota", "x")
                        .is(Reason.USAGE_PENDING))
                .isTrue();
        assertThat(World.empty()
                        .add(quota.formatted("hard: {pods: \"10\", limits.cpu: \"2\"}"))
                        .judge("ResourceQuota", "x")
                        .state())
                .isEqualTo(PROGRESSING);
        assertThat(World.empty()
                        .add(quota.formatted(
                                "hard: {pods: \"5\", limits.cpu: \"2\"}, used: {pods: \"0\", limits.cpu: \"0\"}"))
                        .judge("ResourceQuota", "x")
                        .state())
                .isEqualTo(PROGRESSING);
        assertThat(World.empty()
                        .add(quota.formatted(
                                "hard: {pods: \"10\", limits.cpu: 2000m}, used: {pods: \"0\", limits.cpu: \"0\"}"))
                        .judge("ResourceQuota", "x")
                        .state())
                .isEqualTo(READY);
    }

    @Test
    void anAutoscalerIsNotWaitedForWhereNoMetricsAreServed() {
        Verdict verdict = World.empty().add("""
                {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: x, namespace: shop}, spec: {maxReplicas: 3},
                 status: {conditions: [{type: ScalingActive, status: "False", reason: FailedGetResourceMetric, lastTransitionTime: "2026-11-23T12:00:00Z", message: "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)"}]}}
                """).judge("HorizontalPodAutoscaler", "x");
        assertThat(verdict.state()).isEqualTo(READY);
        assertThat(verdict.message()).contains("serves no metrics");
    }

    @Test
    void anAutoscalerWithoutMetricsDoesNotHoldUpARelease() {
        World world = World.empty().add("""
                {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: x, namespace: shop}, spec: {maxReplicas: 3},
                 status: {conditions: [{type: ScalingActive, status: "False", reason: FailedGetResourceMetric, lastTransitionTime: "2026-11-23T12:00:00Z", message: no metrics}]}}
                """);
        Verdict verdict = world.after(Duration.ofSeconds(1)).judge("HorizontalPodAutoscaler", "x");
        assertThat(verdict.isReady()).as(verdict.message()).isTrue();
        assertThat(verdict.message()).contains("no metrics at the moment", "as soon as there are some");
        assertThat(world.after(Duration.ofDays(1))
                        .asDump()
                        .judge("HorizontalPodAutoscaler", "x")
                        .state())
                .isEqualTo(PROGRESSING);
    }

    private static World autoscaler(String name, String target, String status) {
        return World.empty().add("""
                {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: %s, namespace: shop, generation: 2},
                 spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: %s}}, status: {%s}}
                """.formatted(name, target, status));
    }

    /** The controller looks at it only after 15 seconds. */
    @ParameterizedTest
    @ValueSource(strings = {"", "observedGeneration: 1, conditions: [{type: ScalingActive, status: \"True\"}]"})
    void anAutoscalerThatCanWorkIsNotWaitedForUntilItsControllerLooks(String status) {
        World world = autoscaler("x", "backend", status).deploymentOnly("replicas: 1", "replicas: 1");
        assertThat(world.judge("HorizontalPodAutoscaler", "x").state()).isEqualTo(READY);
        assertThat(world.asDump().judge("HorizontalPodAutoscaler", "x").state()).isEqualTo(PROGRESSING);
    }

    @Test
    void anAutoscalerWhoseTargetIsMissingOrHasAnotherIsLeftToItsController() {
        World missing = autoscaler("x", "frontend", "").deploymentOnly("replicas: 1", "replicas: 1");
        assertThat(missing.judge("HorizontalPodAutoscaler", "x").is(Reason.CONDITION_PENDING))
                .isTrue();
        World shared = autoscaler("x", "backend", "")
                .deploymentOnly("replicas: 1", "replicas: 1")
                .add("""
                {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: y, namespace: shop},
                 spec: {maxReplicas: 5, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: backend}}}
                """);
        assertThat(shared.judge("HorizontalPodAutoscaler", "x").state()).isEqualTo(PROGRESSING);
    }

    @Test
    void theOldAutoscalerApiKeepsItsConditionsInAnAnnotation() {
        Verdict verdict = World.empty()
                .add(
                        "{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: x, annotations: {autoscaling.alpha.kubernetes.io/conditions: '[{\"type\":\"ScalingActive\",\"status\":\"True\"}]'}}}")
                .judge("HorizontalPodAutoscaler", "x");
        assertThat(verdict.isReady()).isTrue();
    }

    // ---- claims

    private static World claim(String spec) {
        return World.empty()
                .add(
                        "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data, namespace: shop, uid: uid-data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}, %s}, status: {phase: Pending}}"
                                .formatted(spec));
    }

    @Test
    void aClaimThatWaitsForItsFirstConsumerBlocksNothing() {
        assertThat(claim("storageClassName: local")
                        .add(
                                "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: local}, volumeBindingMode: WaitForFirstConsumer}")
                        .judge("PersistentVolumeClaim", "data")
                        .is(Reason.WAIT_FOR_FIRST_CONSUMER))
                .isTrue();
        assertThat(claim("storageClassName: local")
                        .event(
                                "PersistentVolumeClaim",
                                "data",
                                "Normal",
                                "WaitForFirstConsumer",
                                "waiting for first consumer to be created before binding")
                        .judge("PersistentVolumeClaim", "data")
                        .isReady())
                .isTrue();
        assertThat(claim("volumeMode: Filesystem")
                        .add(
                                "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: local, annotations: {storageclass.kubernetes.io/is-default-class: \"true\"}}, volumeBindingMode: WaitForFirstConsumer}")
                        .judge("PersistentVolumeClaim", "data")
                        .isReady())
                .isTrue();
        assertThat(claim("storageClassName: other")
                        .add(
                                "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: other}, volumeBindingMode: Immediate}")
                        .judge("PersistentVolumeClaim", "data")
                        .state())
                .isEqualTo(PROGRESSING);
    }

    @Test
    void aClaimWhoseClassCannotBeReadHoldsUpNothing() {
        World world = World.empty()
                .add(
                        "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data, namespace: shop, uid: u, creationTimestamp: \"2026-11-23T12:00:00Z\"}, spec: {storageClassName: local}, status: {phase: Pending}}");
        Verdict first = world.after(Duration.ofSeconds(5)).judge("PersistentVolumeClaim", "data");
        assertThat(first.state()).isEqualTo(PROGRESSING);
        assertThat(first.reconsiderAt()).contains(World.T.plusSeconds(15));
        assertThat(world.after(Duration.ofSeconds(15))
                        .judge("PersistentVolumeClaim", "data")
                        .is(Reason.WAIT_FOR_FIRST_CONSUMER))
                .isTrue();
        assertThat(world.asDump().judge("PersistentVolumeClaim", "data").state())
                .isEqualTo(PROGRESSING);
    }

    static Stream<Arguments> claims() {
        return Stream.of(
                arguments(
                        "FailedBinding",
                        "no persistent volumes available for this claim and no storage class is set",
                        FAILED,
                        Reason.VOLUME_UNBINDABLE),
                arguments(
                        "ProvisioningFailed",
                        "storageclass.storage.k8s.io \"fast\" not found",
                        FAILED,
                        Reason.VOLUME_UNBINDABLE),
                arguments(
                        "VolumeMismatch",
                        "Cannot bind to requested volume \"pv-1\": requested PV is too small",
                        FAILED,
                        Reason.VOLUME_UNBINDABLE),
                arguments(
                        "ProvisioningFailed",
                        "failed to provision volume with StorageClass \"fast\": rpc error: code = DeadlineExceeded desc = context deadline exceeded",
                        PROGRESSING,
                        Reason.VOLUME_PENDING),
                arguments(
                        "ExternalProvisioning",
                        "Waiting for a volume to be created either by the external provisioner 'x' or manually by the system administrator.",
                        PROGRESSING,
                        Reason.VOLUME_PENDING));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource
    void claims(String event, String message, State state, Reason reason) {
        Verdict verdict = claim("storageClassName: fast")
                .add(
                        "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: other}, volumeBindingMode: Immediate}")
                .event(
                        "PersistentVolumeClaim",
                        "data",
                        event.startsWith("External") ? "Normal" : "Warning",
                        event,
                        message)
                .after(Duration.ofSeconds(75))
                .judge("PersistentVolumeClaim", "data");
        assertThat(verdict.state()).as(verdict.message()).isEqualTo(state);
        assertThat(verdict.reason()).isEqualTo(reason.token());
    }

    @Test
    void aVolumeThatFitsHasJustAppeared() {
        Verdict verdict = claim("storageClassName: \"\"")
                .event(
                        "PersistentVolumeClaim",
                        "data",
                        "Normal",
                        "FailedBinding",
                        "no persistent volumes available for this claim and no storage class is set")
                .add(
                        "{apiVersion: v1, kind: PersistentVolume, metadata: {name: pv-1}, spec: {capacity: {storage: 20Gi}, accessModes: [ReadWriteOnce]}, status: {phase: Available}}")
                .asDump()
                .judge("PersistentVolumeClaim", "data");
        assertThat(verdict.state()).isEqualTo(PROGRESSING);
    }

    // ---- ReplicaSets of their own

    @Test
    void aReplicaSetIsReadyWhenAllItsPodsAreAvailable() {
        String set =
                "{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: x, namespace: shop, uid: uid-x, generation: 1}, spec: {replicas: 2}, status: {observedGeneration: 1, %s}}";
        assertThat(World.empty()
                        .add(set.formatted("replicas: 2, availableReplicas: 2"))
                        .judge("ReplicaSet", "x")
                        .state())
                .isEqualTo(READY);
        assertThat(World.empty()
                        .add(set.formatted("replicas: 2, availableReplicas: 1"))
                        .judge("ReplicaSet", "x")
                        .state())
                .isEqualTo(PROGRESSING);
        assertThat(World.empty()
                        .add(set.formatted("replicas: 3, availableReplicas: 3"))
                        .judge("ReplicaSet", "x")
                        .state())
                .isEqualTo(PROGRESSING);
        assertThat(World.empty()
                        .add(
                                set.formatted(
                                        "replicas: 0, conditions: [{type: ReplicaFailure, status: \"True\", message: 'pods \"x\" is forbidden: violates PodSecurity \"restricted\"'}]"))
                        .judge("ReplicaSet", "x")
                        .is(Reason.POD_SECURITY_VIOLATED))
                .isTrue();
    }

    @Test
    void everyReasonHasATokenOfItsOwn() {
        assertThat(Stream.of(Reason.values()).map(Reason::token))
                .doesNotHaveDuplicates()
                .allMatch(t -> t.matches("[A-Z][A-Za-z]+"));
    }
}
