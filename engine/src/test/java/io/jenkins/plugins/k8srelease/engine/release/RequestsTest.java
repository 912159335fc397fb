package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.testing.Admin;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.EngineProcess;
import io.jenkins.plugins.k8srelease.engine.testing.FaultProxy;
import io.jenkins.plugins.k8srelease.engine.testing.TestCluster;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How many requests a release needs with the settings that it has by itself, in a process that has released to the cluster
 * before. The connections of watches and the signs of life of a Lease are not counted: they come with time, not with work.
 */
@Tag("cluster")
class RequestsTest {

    private static final int GROUPS = 8;
    /** ConfigMap, Secret, ServiceAccount, Service and Deployment. */
    private static final int OBJECTS = GROUPS * 5;

    private final TestCluster namespaces = new TestCluster();
    private final FaultProxy proxy = new FaultProxy(TestCluster.config(), (n, line) -> FaultProxy.Fault.NONE);

    @BeforeEach
    void releaseOnce() throws Exception {
        release(application(), ReleaseSettings.standard(), Status.SUCCEEDED);
    }

    @AfterEach
    void close() {
        process.close();
        proxy.close();
        namespaces.close();
    }

    private RecordNames names = new RecordNames(namespaces.newNamespace(), "shop");
    private final EngineProcess process = new EngineProcess(proxy, names);

    private static String application() {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            yaml.append("""
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: web-%N}
                    data: {NUMBER: "%N"}
                    ---
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: web-%N}
                    stringData: {PASSWORD: secret-%N}
                    ---
                    apiVersion: v1
                    kind: ServiceAccount
                    metadata: {name: web-%N}
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata: {name: web-%N}
                    spec: {selector: {app: web-%N}, ports: [{port: 80}]}
                    ---
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web-%N}
                    spec:
                      selector: {matchLabels: {app: web-%N}}
                      template:
                        metadata: {labels: {app: web-%N}}
                        spec:
                          serviceAccountName: web-%N
                          containers: [{name: web, image: "localhost/web:v1", envFrom: [{configMapRef: {name: web-%N}}, {secretRef: {name: web-%N}}]}]
                    """.replace("%N", Integer.toString(i)));
        }
        return yaml.toString();
    }

    private RecordNames fresh() {
        RecordNames fresh = new RecordNames(namespaces.newNamespace(), "shop");
        Admin.namespace(namespaces.admin(), fresh.namespace());
        return fresh;
    }

    /** The requests' first lines. */
    private List<String> release(String yaml, ReleaseSettings settings, Status expected) throws Exception {
        int before = proxy.count();
        ReleaseResult result = process.start(
                        (engine, cluster, app, holder, listener) -> engine.deploy(
                                cluster, new DeployRequest(names, Apps.load(yaml), settings, holder, false), listener),
                        event -> {})
                .get(3, TimeUnit.MINUTES);
        assertThat(result.status()).as(result.message()).isEqualTo(expected);
        return proxy.log().subList(before, proxy.count());
    }

    @Test
    void aFirstReleaseNeedsTwoForEachObjectAndAnUnchangedOneNoneForAny() throws Exception {
        names = fresh();

        List<String> first = release(application(), ReleaseSettings.standard(), Status.SUCCEEDED);
        List<String> again = release(application(), ReleaseSettings.standard(), Status.UNCHANGED);

        System.out.println("[requests] " + OBJECTS + " objects: " + first.size() + " with a plan, " + again.size()
                + " when nothing changes");
        assertThat(first).hasSizeLessThanOrEqualTo(2 * OBJECTS + 20);
        // Five kinds: two parts of the record, a list of each kind and of autoscalers, and the lists of the watches.
        assertThat(again).hasSizeLessThanOrEqualTo(2 + 5 + 1 + 4);
    }

    @Test
    void aFirstReleaseWithoutAPlanNeedsOneForEachObject() throws Exception {
        names = fresh();

        List<String> requests =
                release(application(), ReleaseSettings.standard().withPlan(false), Status.SUCCEEDED);

        System.out.println("[requests] " + OBJECTS + " objects: " + requests.size() + " without a plan");
        assertThat(requests).hasSizeLessThanOrEqualTo(OBJECTS + 20);
    }
}
