package io.jenkins.plugins.k8srelease.engine.causes;

import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
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

/** What looks like a failure for a while and is none: every one of these releases must succeed. */
@Tag("cluster")
@Turn(2)
class FalseAlarmsTest {

    private static final CauseRun RUN = new CauseRun(7);
    private static final String PROBED = "readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}";
    private static final Web V1 = Web.of("localhost/web:v1").container(PROBED).deployment("replicas: 3");
    private static final Web V2 = Web.of("localhost/web:v2").container(PROBED).deployment("replicas: 3");

    @AfterAll
    static void close() {
        RUN.close();
    }

    @TestFactory
    Stream<DynamicTest> falseAlarms() {
        return RUN.tests(Stream.of(
                        healing("slow start within its probes", V1.behaving("ready-after=8s")),
                        healing("container that was restarted once", V1.behaving("crash-once")),
                        configThatTheKubeletSeesLate(),
                        rolling("eviction in the middle").meanwhile("new pods ready", FalseAlarmsTest::evictOne),
                        rolling("drain in the middle").meanwhile("new pods ready", FalseAlarmsTest::drain),
                        rolling("autoscaling in the middle")
                                .meanwhile(
                                        "updated",
                                        (admin, namespace) -> Admin.patch(
                                                admin,
                                                "/apis/apps/v1/namespaces/" + namespace + "/deployments/web/scale",
                                                "{\"spec\":{\"replicas\":5}}")),
                        rolling("node that is cordoned")
                                .then((admin, namespace) -> Admin.cordon(admin, "sim2", true))
                                .meanwhile(
                                        "none of an old template",
                                        (admin, namespace) -> Admin.cordon(admin, "sim2", false)),
                        quotaThatEndingPodsGiveBack())
                .toList());
    }

    private static CauseCase healing(String name, Web web) {
        return CauseCase.of(name).release(web.yaml()).ends(Status.SUCCEEDED).within(Duration.ofSeconds(90));
    }

    /** What a kubelet says that reads from an API server which is behind; it tries again by itself. */
    private static CauseCase configThatTheKubeletSeesLate() {
        return healing("ConfigMap that the kubelet sees late", V1.container("envFrom: [{configMapRef: {name: late}}]"))
                .meanwhile(
                        "ConfigMap \"late\" does not exist",
                        (admin, namespace) -> Admin.apply(
                                admin, namespace, "{apiVersion: v1, kind: ConfigMap, metadata: {name: late}}"));
    }

    private static CauseCase rolling(String name) {
        return CauseCase.of(name)
                .afterRelease(V1.yaml())
                .release(V2.behaving("ready-after=2s").yaml())
                .ends(Status.SUCCEEDED)
                .within(Duration.ofSeconds(90));
    }

    /** Old pods take their time to end, and until then the quota has no room for new ones; the controller tries again ever later. */
    private static CauseCase quotaThatEndingPodsGiveBack() {
        String spec = "replicas: 2\n  strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 1}}";
        return CauseCase.of("quota that ending pods give back")
                .given("{apiVersion: v1, kind: ResourceQuota, metadata: {name: team}, spec: {hard: {pods: 2}}}")
                .afterRelease(
                        V1.behaving("slow-termination=1s").deployment(spec).yaml())
                .release(V2.behaving("slow-termination=1s").deployment(spec).yaml())
                .how(s -> s.withQuotaCheck(false).withTimeout(Duration.ofSeconds(240)))
                .ends(Status.SUCCEEDED);
    }

    private static void evictOne(Cluster admin, String namespace) {
        List<KubeObject> pods = Admin.pods(admin, namespace);
        Admin.evict(admin, namespace, pods.get(pods.size() - 1).name());
    }

    /** As kubectl drain does: no new pods on the node, and those that are there go. */
    private static void drain(Cluster admin, String namespace) {
        String node = "sim1";
        Admin.cordon(admin, node, true);
        try {
            for (KubeObject pod : Admin.pods(admin, namespace)) {
                if (pod.text("spec", "nodeName").equals(node)) {
                    Admin.evict(admin, namespace, pod.name());
                }
            }
        } finally {
            Admin.cordon(admin, node, false);
        }
    }
}
