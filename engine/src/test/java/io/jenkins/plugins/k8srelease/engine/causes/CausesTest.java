package io.jenkins.plugins.k8srelease.engine.causes;

import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.testing.Admin;
import io.jenkins.plugins.k8srelease.engine.testing.CauseCase;
import io.jenkins.plugins.k8srelease.engine.testing.CauseRun;
import io.jenkins.plugins.k8srelease.engine.testing.Turn;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Every cause that the API server and its controllers make, provoked for real: what is said, what is shown for it, and
 * what is advised.
 */
@Tag("cluster")
@Turn(1)
class CausesTest {

    private static final CauseRun RUN = new CauseRun(12);
    private static final Web WEB = Web.of("localhost/web:v1");
    private static final String CPU =
            "resources: {requests: {cpu: 200m, memory: 64Mi}, limits: {cpu: 400m, memory: 64Mi}}";

    @AfterAll
    static void close() {
        RUN.close();
    }

    @TestFactory
    Stream<DynamicTest> causes() {
        return RUN.tests(Stream.of(images(), containers(), refusedPods(), refusedObjects(), placed())
                .flatMap(List::stream)
                .toList());
    }

    private static List<CauseCase> images() {
        return List.of(
                CauseCase.of("image not found")
                        .release(WEB.behaving("image-not-found").yaml())
                        .says("image \"localhost/web:v1\" does not exist in its registry")
                        .shows("[EventSeen]", "Failed to pull image")
                        .advises("Check the tag for a typing error"),
                CauseCase.of("image name invalid")
                        .release(Web.of("Not/AN/Image:v1").yaml())
                        .says("image \"Not/AN/Image:v1\" is not a valid image name")
                        .shows("[EventSeen]", "InspectFailed")
                        .advises("Correct the image's name"),
                CauseCase.of("registry unreachable")
                        .release(WEB.behaving("registry-unreachable").yaml())
                        .within(Duration.ofSeconds(8))
                        .says("still not ready", "cannot be pulled at the moment")
                        .shows("[EventSeen]")
                        .advises("Check that the nodes reach the registry"));
    }

    private static List<CauseCase> containers() {
        String probed = "readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}";
        String alive = "livenessProbe: {httpGet: {path: /live, port: 8080}, periodSeconds: 1, failureThreshold: 1}";
        return List.of(
                CauseCase.of("crash loop")
                        .release(WEB.behaving("crash-loop=3").container(probed).yaml())
                        .says("container web ended with exit code 3 (2 restarts)")
                        .shows("[LogLines]")
                        .advises("Read the last lines of the log"),
                CauseCase.of("out of memory")
                        .release(WEB.behaving("oom")
                                .container(CPU)
                                .container(probed)
                                .yaml())
                        .says("killed for using more memory than its limit", "2 restarts")
                        .advises("Raise the container's memory limit"),
                CauseCase.of("readiness probe")
                        .release(WEB.behaving("readiness-fails")
                                .container(probed)
                                .yaml())
                        .within(Duration.ofSeconds(10))
                        .says("still not ready", "readiness probe")
                        .shows("Readiness probe failed")
                        .advises("Ask the probe's address yourself"),
                CauseCase.of("liveness probe")
                        .release(WEB.behaving("liveness-fails").container(alive).yaml())
                        .how(s -> s.withObserve(Duration.ofSeconds(40)))
                        .says("was restarted since its liveness probe failed")
                        .shows("Liveness probe failed")
                        .advises("Check the liveness probe's path, port and timeout"),
                CauseCase.of("unhealthy while it is observed")
                        .release(WEB.behaving("unhealthy-after=25s")
                                .container(probed)
                                .yaml())
                        .how(s -> s.withObserve(Duration.ofSeconds(60)))
                        .says("turned unhealthy while it was observed")
                        .advises("Ask the probe's address yourself"));
    }

    private static List<CauseCase> refusedPods() {
        return List.of(
                CauseCase.of("quota that one pod exceeds")
                        .given("""
                                apiVersion: v1
                                kind: ResourceQuota
                                metadata: {name: team}
                                spec: {hard: {requests.cpu: 100m}}
                                """)
                        .release(WEB.container(CPU).yaml())
                        .how(s -> s.withQuotaCheck(false))
                        .says("ResourceQuota \"team\" refuses a new pod: requests.cpu: needs 200m, used 0 of 100m")
                        .shows("exceeded quota: team")
                        .advises("Raise the ResourceQuota"),
                CauseCase.of("quota that the last pod exceeds")
                        .given("""
                                apiVersion: v1
                                kind: ResourceQuota
                                metadata: {name: team}
                                spec: {hard: {pods: 1}}
                                """)
                        .release(WEB.yaml())
                        .how(s -> s.withQuotaCheck(false))
                        .says("ResourceQuota \"team\" refuses a new pod: pods: needs 1, used 1 of 1")
                        .advises("Raise the ResourceQuota"),
                CauseCase.of("LimitRange")
                        .given("""
                                apiVersion: v1
                                kind: LimitRange
                                metadata: {name: bounds}
                                spec: {limits: [{type: Container, max: {cpu: 100m}}]}
                                """)
                        .release(WEB.container(CPU).yaml())
                        .ends(Status.NOT_STARTED)
                        .says("maximum cpu usage per Container is 100m")
                        .advises("Bring the containers' requests and limits into the bounds"),
                CauseCase.of("PodSecurity")
                        .given((admin, namespace) -> Admin.patch(
                                admin,
                                "/api/v1/namespaces/" + namespace,
                                "{\"metadata\":{\"labels\":{\"pod-security.kubernetes.io/enforce\":\"restricted\"}}}"))
                        .release(WEB.yaml())
                        .ends(Status.NOT_STARTED)
                        .says("violates PodSecurity \"restricted:latest\"", "allowPrivilegeEscalation")
                        .advises("Set the security context fields that the message lists"),
                CauseCase.of("missing ServiceAccount")
                        .release(WEB.pod("serviceAccountName: robot").yaml())
                        .ends(Status.NOT_STARTED)
                        .says("ServiceAccount \"robot\" does not exist in namespace")
                        .advises("Add the ServiceAccount to the manifests"),
                CauseCase.of("policy that refuses workloads' pods")
                        .given(Policies::refuse)
                        .release(WEB.yaml())
                        .ends(Status.NOT_STARTED)
                        .says("no pods on a Thursday")
                        .advises("Change what the policy refuses, or ask its owner"),
                CauseCase.of("webhook that refuses only the real pods")
                        .given(Policies.webhook(Policies.REFUSING, "!request.dryRun"))
                        .release(WEB.yaml())
                        .says("denied the request", "the moon is full")
                        .shows("FailedCreate")
                        .advises("Change what the policy refuses, or ask its owner"),
                CauseCase.of("webhook that is down for the real pods")
                        .given(Policies.webhook(Policies.DOWN, "!request.dryRun"))
                        .release(WEB.yaml())
                        .within(Duration.ofSeconds(8))
                        .says("still not ready", "failed calling webhook")
                        .shows("FailedCreate")
                        .advises("Check the pods and the Service behind the webhook"),
                CauseCase.of("webhook that is down")
                        .given(Policies.webhook(Policies.DOWN, "true"))
                        .release(WEB.yaml())
                        .ends(Status.NOT_STARTED)
                        .says("failed calling webhook")
                        .advises("Check the pods and the Service behind the webhook"));
    }

    private static List<CauseCase> refusedObjects() {
        return List.of(
                CauseCase.of("immutable field")
                        .afterRelease(WEB.yaml())
                        .release(WEB.yaml()
                                .replace("matchLabels: {app: web}", "matchLabels: {app: web, tier: front}")
                                .replace("labels: {app: web}", "labels: {app: web, tier: front}"))
                        .ends(Status.BAD_INPUT)
                        .says("test, document 1, line 1: Deployment ", "cannot be changed in place: spec.selector")
                        .advises("Delete the object first"),
                CauseCase.of("field of another manager")
                        .afterRelease(WEB.yaml())
                        .then((admin, namespace) -> Admin.apply(
                                admin, namespace, Web.of("localhost/web:hotfix").yaml()))
                        .release(Web.of("localhost/web:v2").yaml())
                        .ends(Status.NOT_STARTED)
                        .says("/web: .spec.template.spec.containers[name=\"web\"].image belongs to somebody")
                        .advises("Leave these fields out of the manifest, or take them with"),
                CauseCase.of("object of another application")
                        .given("""
                                apiVersion: v1
                                kind: ConfigMap
                                metadata: {name: shared, labels: {applyset.kubernetes.io/part-of: applyset-other-v1}}
                                """)
                        .release("""
                                apiVersion: v1
                                kind: ConfigMap
                                metadata: {name: shared}
                                data: {a: b}
                                """)
                        .ends(Status.NOT_STARTED)
                        .says("/shared is part of another application's release", "applyset-other-v1")
                        .advises("rename one of the two"));
    }

    private static List<CauseCase> placed() {
        return List.of(
                CauseCase.of("no node is large enough")
                        .release(WEB.container("resources: {requests: {cpu: 1000}}")
                                .yaml())
                        .how(s -> s.withQuotaCheck(false).withTimeout(Duration.ofSeconds(8)))
                        .says("still not ready", "Insufficient cpu")
                        .shows("FailedScheduling")
                        .advises("node"),
                CauseCase.of("no node has the label")
                        .release(WEB.pod("nodeSelector: {disk: ssd}").yaml())
                        .how(s -> s.withQuotaCheck(false).withTimeout(Duration.ofSeconds(8)))
                        .says("didn't match Pod's node affinity/selector")
                        .advises("node"),
                CauseCase.of("missing ConfigMap")
                        .release(WEB.container("envFrom: [{configMapRef: {name: settings}}]")
                                .yaml())
                        .says("ConfigMap \"settings\"")
                        .shows("configmap \"settings\" not found")
                        .advises("Add the ConfigMap to the manifests"),
                CauseCase.of("missing key of a Secret")
                        .given("{apiVersion: v1, kind: Secret, metadata: {name: login}, stringData: {user: me}}")
                        .release(WEB.container(
                                        "env: [{name: P, valueFrom: {secretKeyRef: {name: login, key: password}}}]")
                                .yaml())
                        .says("key", "password", "login")
                        .advises("Add the key, or correct the reference"),
                CauseCase.of("claim without a volume")
                        .release("""
                                apiVersion: v1
                                kind: PersistentVolumeClaim
                                metadata: {name: data}
                                spec: {storageClassName: no-such-class, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                                ---
                                """
                                + WEB.pod("volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]")
                                        .yaml())
                        .says("no-such-class")
                        .advises("Check the claim's storage class"));
    }
}
