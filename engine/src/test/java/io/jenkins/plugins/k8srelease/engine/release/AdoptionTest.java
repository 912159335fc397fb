package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.ownership.ManagedFields;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.EngineProcess;
import io.jenkins.plugins.k8srelease.engine.testing.FaultProxy;
import io.jenkins.plugins.k8srelease.engine.testing.FaultProxy.Fault;
import io.jenkins.plugins.k8srelease.engine.testing.Localkube;
import io.jenkins.plugins.k8srelease.engine.testing.Releasing;
import io.jenkins.plugins.k8srelease.engine.testing.TestCluster;
import io.jenkins.plugins.k8srelease.engine.testing.Turn;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What kubectl (without {@code --server-side}) or Helm had applied before. */
@Tag("cluster")
@Turn(1)
class AdoptionTest {

    private static final String KUBECTL = "kubectl-client-side-apply";

    private final Releasing web = new Releasing();

    /** What a person had applied: an older version with a variable that the release does not have. */
    private final String old = Apps.web("v1")
            .replace("image: localhost/web:v1", "image: localhost/web:v1\n        env: [{name: OLD, value: \"1\"}]");

    @BeforeEach
    void namespace() {
        Localkube.kubectl("", "create", "namespace", web.names.namespace());
    }

    @AfterEach
    void close() {
        web.close();
    }

    private List<String> managers(KubeObject object) {
        return ManagedFields.of(object).stream()
                .filter(e -> e.subresource().isEmpty() && !e.manager().equals("kube-controller-manager"))
                .map(ManagedFields.Entry::manager)
                .toList();
    }

    @Test
    void whatKubectlAppliedBecomesOursAndWhatIsNotWantedAnyMoreGoes() {
        web.kubectl(old, "apply", "-f", "-");
        assertThat(managers(web.deployment())).contains(KUBECTL);

        ReleaseResult plan = web.deploy(Apps.web("v2"), Releasing.SETTINGS, true);
        assertThat(plan.status()).as("%s", web.lines).isEqualTo(Status.PLANNED);
        assertThat(plan.plan().orElseThrow().changes())
                .filteredOn(c -> c.config().kind().equals("Deployment"))
                .singleElement()
                .satisfies(c -> {
                    assertThat(c.summary()).contains("taken over from " + KUBECTL);
                    assertThat(c.changes().toString())
                            .contains("env")
                            .contains("OLD")
                            .doesNotContain("replicas");
                });

        assertThat(web.deploy(Apps.web("v2")).status()).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);

        KubeObject now = web.deployment();
        assertThat(managers(now)).containsExactly(web.names.fieldManager());
        assertThat(now.at("spec", "template", "spec", "containers").path(0).has("env"))
                .isFalse();
        assertThat(now.annotations()).doesNotContainKey("kubectl.kubernetes.io/last-applied-configuration");
        assertThat(web.deploy(Apps.web("v2")).status()).as("%s", web.lines).isEqualTo(Status.UNCHANGED);
    }

    /** The Deployment's controller does so while the pods of what kubectl applied are coming up. */
    @Test
    void thePlanSaysWhatGoesAlsoWhenSomebodyWritesMeanwhile() throws Exception {
        web.kubectl(old, "apply", "-f", "-");
        AtomicInteger written = new AtomicInteger();
        BiFunction<Integer, String, Fault> meanwhile = (n, line) -> {
            if (line.startsWith("PUT") && line.contains("/deployments/web") && written.incrementAndGet() <= 2) {
                web.kubectl("", "annotate", "--overwrite", "deployment", "web", "seen=" + written.get());
            }
            return Fault.NONE;
        };
        try (FaultProxy proxy = new FaultProxy(TestCluster.config(), meanwhile);
                EngineProcess process = new EngineProcess(proxy, web.names)) {
            ReleaseResult plan = process.start(
                            (engine, cluster, names, holder, listener) -> engine.deploy(
                                    cluster,
                                    new DeployRequest(
                                            names, Apps.load(Apps.web("v2")), Releasing.SETTINGS, holder, true),
                                    listener),
                            web::hear)
                    .get(1, TimeUnit.MINUTES);

            assertThat(plan.status()).as("%s", web.lines).isEqualTo(Status.PLANNED);
            assertThat(plan.plan().orElseThrow().changes().toString()).contains("OLD");
            assertThat(written).hasValue(3);
        }
    }

    @Test
    void anAdoptionThatFailsIsGivenBack() {
        web.kubectl(old, "apply", "-f", "-");

        ReleaseResult failed = web.deploy(Apps.web("v2", "image-not-found", "debug"));

        assertThat(failed.status()).as("%s", web.lines).isEqualTo(Status.UNDONE);
        assertThat(web.image()).isEqualTo("localhost/web:v1");
        assertThat(managers(web.deployment())).contains(KUBECTL).doesNotContain(web.names.fieldManager());
        assertThat(web.deployment()
                        .at("spec", "template", "spec", "containers")
                        .path(0)
                        .at("/env/0/name")
                        .asText())
                .isEqualTo("OLD");
        long generation = web.deployment().generation();
        web.kubectl(old, "apply", "-f", "-");
        assertThat(web.deployment().generation()).isEqualTo(generation);
    }

    @Test
    void theNumberOfAnAutoscalerIsNeverTaken() {
        web.kubectl(old, "apply", "-f", "-");
        web.kubectl("", "autoscale", "deployment", "web", "--min=2", "--max=6", "--cpu-percent=80");
        web.scale(4);

        ReleaseResult result = web.deploy(Apps.web("v2"));

        assertThat(result.status()).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(web.deployment().number(0, "spec", "replicas")).isEqualTo(4);
        assertThat(ManagedFields.appliedBy(web.deployment(), web.names.fieldManager())
                        .orElseThrow()
                        .contains("spec", "replicas"))
                .isFalse();
    }

    @Test
    void whatBelongsToHelmIsSaidAndTakenOnRequestOnly() {
        String helms = Apps.web("v1")
                .replace(
                        "metadata: {name: web-config}",
                        "metadata: {name: web-config, labels: {app.kubernetes.io/managed-by: Helm},"
                                + " annotations: {meta.helm.sh/release-name: shop}}");
        web.kubectl(helms, "create", "-f", "-", "--field-manager=helm");

        ReleaseResult refused = web.deploy(Apps.web("v1"));
        assertThat(refused.status()).as("%s", web.lines).isEqualTo(Status.NOT_STARTED);
        assertThat(refused.message())
                .contains("ConfigMap " + web.names.namespace() + "/web-config belongs to the Helm release shop");

        ReleaseResult taken = web.deploy(Apps.web("v1"), Releasing.SETTINGS.withForceConflicts(true));
        assertThat(taken.status()).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(managers(web.get("v1", "ConfigMap", "web-config"))).containsExactly(web.names.fieldManager());
        assertThat(web.lines).anyMatch(l -> l.contains("goes on believing so"));
    }
}
