package io.jenkins.plugins.k8srelease.engine.causes;

import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.testing.Admin;
import io.jenkins.plugins.k8srelease.engine.testing.CauseCase;
import io.jenkins.plugins.k8srelease.engine.testing.CauseRun;
import io.jenkins.plugins.k8srelease.engine.testing.Localkube;
import io.jenkins.plugins.k8srelease.engine.testing.Turn;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every cause that a kubelet and a container runtime make, provoked on nodes where pods really run. */
@Tag("realnodes")
@Turn(1)
class RealCausesTest {

    private static final CauseRun RUN = new CauseRun(7);
    private static final Localkube LOCALKUBE = new Localkube();

    /** Any image with a shell. */
    private static final String SHELL = "docker.io/curlimages/curl:8";

    private static final Duration SHORT = Duration.ofSeconds(45);

    /** Where nothing listens on any node, so that what a test sees does not depend on the names that the machine can look up. */
    private static final String NO_REGISTRY = "localhost:5001";

    /** The node that one of the cases loses; the pods of all others stay away from it. */
    private static final String LOST = "node3";

    @BeforeAll
    static void keepOneNodeFree() {
        RUN.taint(LOST, "[{\"key\":\"lost\",\"effect\":\"NoSchedule\"}]");
    }

    @AfterAll
    static void close() {
        RUN.taint(LOST, "null");
        RUN.close();
    }

    @TestFactory
    Stream<DynamicTest> causes() {
        return RUN.tests(Stream.of(images(), crashes(), probes(), configuration(), nodes())
                .flatMap(List::stream)
                .toList());
    }

    private static Web web(String image) {
        return Web.of(image).deployment("replicas: 1");
    }

    /** A container that runs a line of shell. */
    private static Web shell(String script) {
        return web(SHELL).container("command: [/bin/sh, -c, '" + script + "']").pod("terminationGracePeriodSeconds: 1");
    }

    private static List<CauseCase> images() {
        return List.of(
                CauseCase.of("image not found")
                        .given(RealCausesTest::emptyRegistry)
                        .release(web("localhost:5000/shop/web:v9").yaml())
                        .says("image \"localhost:5000/shop/web:v9\" does not exist in its registry")
                        .shows("[EventSeen]", "not found")
                        .advises("Check the tag for a typing error"),
                CauseCase.of("image name invalid")
                        .release(web("Not/AN/Image:v1").yaml())
                        .says("image \"Not/AN/Image:v1\" is not a valid image name", "must be lowercase")
                        .shows("InvalidImageName")
                        .advises("Correct the image's name"),
                CauseCase.of("registry unreachable")
                        .release(web(NO_REGISTRY + "/shop/web:v1").yaml())
                        .within(SHORT)
                        .says("still not ready", "cannot be pulled at the moment", NO_REGISTRY)
                        .shows("[EventSeen]", "Failed to pull image")
                        .advises("Check that the nodes reach the registry"),
                CauseCase.of("registry that is away for a moment is no failure")
                        .release(web(NO_REGISTRY + "/shop/late:v1")
                                .container("command: [/bin/sh, -c, \"sleep 600\"]")
                                .yaml())
                        .within(Duration.ofSeconds(150))
                        .meanwhile(
                                "cannot be pulled at the moment",
                                (admin, namespace) ->
                                        LOCALKUBE.loadImage(NO_REGISTRY + "/shop/late:v1", LOCALKUBE.shell()))
                        .ends(Status.SUCCEEDED));
    }

    private static List<CauseCase> crashes() {
        String early = "readinessProbe: {tcpSocket: {port: 1}, periodSeconds: 1}";
        return List.of(
                CauseCase.of("exit code")
                        .release(shell("echo cannot open the seat map >&2; exit 3")
                                .container(early)
                                .yaml())
                        .says("ended with exit code 3 (2 restarts)", "its log says: cannot open the seat map")
                        .shows("[LogLines] cannot open the seat map")
                        .advises("Read the last lines of the log"),
                CauseCase.of("out of memory")
                        .release(shell("tail /dev/zero")
                                .container("resources: {limits: {memory: 24Mi}}")
                                .container(early)
                                .yaml())
                        .says("killed for using more memory than its limit (OOMKilled)")
                        .advises("Raise the container's memory limit"),
                CauseCase.of("missing command")
                        .release(web(SHELL)
                                .container("command: [/usr/bin/no-such-program]")
                                .yaml())
                        .says("no-such-program")
                        .shows("[EventSeen]")
                        .advises("Check command and args of the container against what the image contains"),
                CauseCase.of("read-only file system")
                        .release(shell("echo x > /srv-cache")
                                .container("securityContext: {readOnlyRootFilesystem: true}")
                                .container(early)
                                .yaml())
                        .says("it writes to its read-only file system", "/srv-cache")
                        .shows("Read-only file system")
                        .advises("Mount a volume (an emptyDir does)", "readOnlyRootFilesystem is set"),
                CauseCase.of("user that may not run")
                        .release(shell("sleep 600")
                                .container("securityContext: {runAsNonRoot: true, runAsUser: 0}")
                                .yaml())
                        .says("breaks non-root policy")
                        .advises("Set runAsUser"),
                CauseCase.of("container that was restarted once is no failure")
                        .release(shell("[ -e /tmp/second ] && exec sleep 600; touch /tmp/second; exit 1")
                                .pod("volumes: [{name: tmp, emptyDir: {}}]")
                                .container("volumeMounts: [{name: tmp, mountPath: /tmp}]")
                                .container("readinessProbe: {exec: {command: [pgrep, sleep]}, periodSeconds: 1}"
                                        .replace("[pgrep, sleep]", "[/bin/sh, -c, \"[ -e /tmp/second ]\"]"))
                                .yaml())
                        .ends(Status.SUCCEEDED));
    }

    private static List<CauseCase> probes() {
        return List.of(
                CauseCase.of("startup probe")
                        .release(shell("sleep 600")
                                .container(
                                        "startupProbe: {exec: {command: [/bin/sh, -c, \"echo still loading; exit 1\"]},"
                                                + " periodSeconds: 1, failureThreshold: 2}")
                                .yaml())
                        .says("was restarted since its startup probe failed", "still loading")
                        .shows("Startup probe failed: still loading")
                        .advises("Allow the start more time"),
                CauseCase.of("readiness probe")
                        .release(shell("sleep 600")
                                .container("readinessProbe: {httpGet: {path: /health, port: 8080}, periodSeconds: 1}")
                                .yaml())
                        .within(SHORT)
                        .says("still not ready", "readiness probe failed", "connection refused")
                        .shows("Readiness probe failed")
                        .advises("Ask the probe's address yourself"),
                CauseCase.of("liveness probe")
                        .release(shell("sleep 600")
                                .container(
                                        "livenessProbe: {exec: {command: [/bin/sh, -c, \"echo the pump is dry; exit 1\"]},"
                                                + " periodSeconds: 2, failureThreshold: 10}")
                                .yaml())
                        .how(s -> s.withObserve(Duration.ofSeconds(90)))
                        .says("turned unhealthy while it was observed", "liveness probe", "the pump is dry")
                        .shows("Liveness probe failed: the pump is dry")
                        .advises("Check the liveness probe's path, port and timeout"),
                CauseCase.of("slow start within its probes is no failure")
                        .release(shell("sleep 8; touch /tmp/ready; exec sleep 600")
                                .container("startupProbe: {exec: {command: [cat, /tmp/ready]}, periodSeconds: 1,"
                                        + " failureThreshold: 60}")
                                .yaml())
                        .ends(Status.SUCCEEDED));
    }

    private static List<CauseCase> configuration() {
        return List.of(
                CauseCase.of("missing ConfigMap")
                        .release(shell("sleep 600")
                                .container("envFrom: [{configMapRef: {name: settings}}]")
                                .yaml())
                        .says("ConfigMap \"settings\" does not exist in namespace")
                        .shows("configmap \"settings\" not found")
                        .advises("Add the ConfigMap to the manifests"),
                CauseCase.of("missing Secret of a volume")
                        .release(shell("sleep 600")
                                .pod("volumes: [{name: s, secret: {secretName: login}}]")
                                .container("volumeMounts: [{name: s, mountPath: /s}]")
                                .yaml())
                        .says("Secret \"login\" does not exist in namespace")
                        .shows("FailedMount")
                        .advises("Add the Secret to the manifests"),
                CauseCase.of("missing key")
                        .given("{apiVersion: v1, kind: Secret, metadata: {name: login}, stringData: {user: me}}")
                        .release(shell("sleep 600")
                                .container("env: [{name: P, valueFrom: {secretKeyRef: {name: login, key: password}}}]")
                                .yaml())
                        .says("Secret \"login\" has no key \"password\"")
                        .shows("couldn't find key password")
                        .advises("Add the key, or correct the reference"),
                CauseCase.of("claim without a volume")
                        .release("""
                                apiVersion: v1
                                kind: PersistentVolumeClaim
                                metadata: {name: data}
                                spec: {storageClassName: no-such-class, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                                ---
                                """
                                + shell("sleep 600")
                                        .pod("volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]")
                                        .yaml())
                        .says("StorageClass \"no-such-class\" does not exist")
                        .advises("Check the claim's storage class"));
    }

    private static List<CauseCase> nodes() {
        return List.of(CauseCase.of("node lost")
                .release(shell("sleep 600")
                        .pod("nodeSelector: {kubernetes.io/hostname: " + LOST + "}, tolerations: [{operator: Exists}]")
                        .yaml())
                .how(s -> s.withObserve(Duration.ofSeconds(45)).withTimeout(Duration.ofSeconds(50)))
                .meanwhile("observing", RealCausesTest::loseNode)
                .says("turned unhealthy while it was observed", "its node " + LOST + " does not answer")
                .shows("NodeNotReady")
                .advises("Look at the node"));
    }

    /** Until the release is being undone, which needs the node again. */
    private static void loseNode(Cluster admin, String namespace) throws Exception {
        LOCALKUBE.stopNode(LOST);
        try {
            String path = "/apis/apps/v1/namespaces/" + namespace + "/deployments?watch=false";
            long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            boolean undone = false;
            while (!undone && System.nanoTime() < end) {
                Thread.sleep(200);
                undone = true;
                for (var item :
                        Cluster.join(admin.read(ApiRequest.get(path))).body().path("items")) {
                    undone &= item.path("metadata").has("deletionTimestamp");
                }
            }
        } finally {
            LOCALKUBE.startNode(LOST);
        }
    }

    /** A registry on every node that has nothing: it answers 404 to everything. */
    private static void emptyRegistry(Cluster admin, String namespace) throws Exception {
        Admin.apply(admin, namespace, """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: registry}
                spec:
                  selector: {matchLabels: {app: registry}}
                  template:
                    metadata: {labels: {app: registry}}
                    spec:
                      hostNetwork: true
                      terminationGracePeriodSeconds: 1
                      containers:
                      - name: registry
                        image: docker.io/curlimages/curl:8
                        command: [/bin/busybox, httpd, -f, -p, "127.0.0.1:5000", -h, /tmp]
                        readinessProbe: {tcpSocket: {host: 127.0.0.1, port: 5000}, periodSeconds: 1}
                """);
        String path = "/apis/apps/v1/namespaces/" + namespace + "/daemonsets/registry";
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        KubeObject set;
        do {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the registry does not become ready");
            }
            Thread.sleep(200);
            set = Cluster.join(admin.read(ApiRequest.get(path))).object();
        } while (set.number(-1, "status", "numberReady") < set.number(1, "status", "desiredNumberScheduled")
                || set.number(0, "status", "desiredNumberScheduled") == 0);
    }
}
