package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.history.ClaimOptions;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.HeadStore;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.Outcome;
import io.jenkins.plugins.k8srelease.engine.history.ProcessIdentity;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("cluster")
class DeployTest {

    private final TestCluster cluster = new TestCluster();
    private final ReleaseEngine engine = new ReleaseEngine(4, ClaimOptions.standard());
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final ReleaseSettings settings = ReleaseSettings.standard().withTimeout(Duration.ofSeconds(20));
    private RecordNames names;

    @BeforeEach
    void names() {
        names = new RecordNames(cluster.newNamespace(), "web");
    }

    @AfterEach
    void close() {
        engine.close();
        cluster.close();
    }

    private ReleaseResult deploy(String yaml) {
        return deploy(yaml, settings, false);
    }

    private ReleaseResult deploy(String yaml, ReleaseSettings how, boolean dryRun) {
        Holder holder = new Holder(UUID.randomUUID().toString(), "test", "here", ProcessIdentity.current());
        DeployRequest request = new DeployRequest(names, Apps.load(yaml), how, holder, dryRun);
        ReleaseResult result =
                engine.deploy(cluster.admin(), request, this::hear).join();
        lines.add("=> " + result.status() + ": " + result.message());
        return result;
    }

    private void hear(ReleaseEvent event) {
        lines.add(event.line());
    }

    private Head head() {
        return new HeadStore(cluster.admin(), names).read().orElseThrow().head();
    }

    private KubeObject deployment() {
        return cluster.get("apps/v1", "Deployment", names.namespace(), "web");
    }

    private static String image(KubeObject deployment) {
        return deployment
                .at("spec", "template", "spec", "containers")
                .path(0)
                .path("image")
                .asText();
    }

    @Test
    void firstReleaseMakesTheNamespaceAndEndsLive() {
        ReleaseResult result = deploy(Apps.web("v1"));

        assertThat(result.status()).as("%s", lines).isEqualTo(Status.SUCCEEDED);
        assertThat(result.revision()).isEqualTo(1);
        assertThat(head().live()).isEqualTo(1);
        assertThat(head().current()).isNull();
        assertThat(deployment().number(0, "status", "readyReplicas")).isEqualTo(2);
        assertThat(lines).noneMatch(line -> line.contains("correct-horse"));
    }

    @Test
    void theSameAgainChangesNothing() {
        deploy(Apps.web("v1"));
        String before = deployment().resourceVersion();

        ReleaseResult result = deploy(Apps.web("v1"));

        assertThat(result.status()).as("%s", lines).isEqualTo(Status.UNCHANGED);
        assertThat(head().lastRevision()).isEqualTo(1);
        assertThat(deployment().resourceVersion()).isEqualTo(before);
    }

    @Test
    void aNewVersionRollsAndIsSmokeTestedOnEveryNewPod() {
        deploy(Apps.web("v1"));
        SmokeCheck check = SmokeCheck.parse("web:80/").withJson("/version", "v2");

        ReleaseResult result = deploy(Apps.web("v2"), settings.withSmoke(List.of(check)), false);

        assertThat(result.status()).as("%s", lines).isEqualTo(Status.SUCCEEDED);
        assertThat(result.smoke()).hasSize(2).allMatch(r -> r.passed());
        assertThat(image(deployment())).isEqualTo("localhost/web:v2");
    }

    @Test
    void aCrashingVersionIsUndoneAndTheCauseIsNamed() {
        deploy(Apps.web("v1"));

        ReleaseResult result = deploy(Apps.web("v2", "crash-loop", "debug"));

        assertThat(result.status()).as("%s", lines).isEqualTo(Status.UNDONE);
        assertThat(result.message()).contains("exit code 1");
        assertThat(image(deployment())).isEqualTo("localhost/web:v1");
        assertThat(cluster.get("v1", "ConfigMap", names.namespace(), "web-config")
                        .text("data", "LOG_LEVEL"))
                .isEqualTo("info");
        assertThat(head().live()).isEqualTo(1);
        assertThat(head().revision(2).orElseThrow().outcome()).isEqualTo(Outcome.UNDONE);
        assertThat(deploy(Apps.web("v1")).status()).as("%s", lines).isEqualTo(Status.UNCHANGED);
    }

    @Test
    void aFirstReleaseThatFailsLeavesNothingButItsRecordAndTheNamespace() {
        ReleaseResult result = deploy(Apps.web("v1", "image-not-found", "info"));

        assertThat(result.status()).as("%s", lines).isEqualTo(Status.UNDONE);
        assertThat(cluster.find("apps/v1", "Deployment", names.namespace(), "web"))
                .isEmpty();
        assertThat(cluster.find("v1", "Service", names.namespace(), "web")).isEmpty();
        assertThat(cluster.find("v1", "Namespace", "", names.namespace())).isPresent();
        assertThat(head().live()).isZero();
    }

    @Test
    void aReleaseOfConfigurationAloneRollsThePods() {
        deploy(Apps.web("v1"));
        long before = deployment().generation();

        ReleaseResult result = deploy(Apps.web("v1", "", "debug"));

        assertThat(result.status()).as("%s", lines).isEqualTo(Status.SUCCEEDED);
        assertThat(deployment().generation()).isGreaterThan(before);
    }

    @Test
    void aDryRunChangesNothing() {
        deploy(Apps.web("v1"));

        ReleaseResult result = deploy(Apps.web("v2"), settings, true);

        assertThat(result.status()).isEqualTo(Status.PLANNED);
        assertThat(result.plan().orElseThrow().changes()).singleElement().satisfies(change -> {
            assertThat(change.changes().toString()).contains("localhost/web:v1").contains("localhost/web:v2");
        });
        assertThat(image(deployment())).isEqualTo("localhost/web:v1");
        assertThat(head().lastRevision()).isEqualTo(1);
    }

    @Test
    void whatBecomesUnhealthyWhileItIsObservedIsUndone() {
        deploy(Apps.web("v1"));

        ReleaseResult result = deploy(
                Apps.web("v2", "unhealthy-after=6s", "info"), settings.withObserve(Duration.ofSeconds(20)), false);

        assertThat(result.status()).as("%s", lines).isEqualTo(Status.UNDONE);
        assertThat(image(deployment())).isEqualTo("localhost/web:v1");
    }

    @Test
    void aFailedReleaseIsLeftAsItIsOnRequest() {
        deploy(Apps.web("v1"));

        ReleaseResult result =
                deploy(Apps.web("v2", "image-not-found", "info"), settings.withUndoOnFailure(false), false);

        assertThat(result.status()).as("%s", lines).isEqualTo(Status.NOT_UNDONE);
        assertThat(image(deployment())).isEqualTo("localhost/web:v2");
        assertThat(head().revision(2).orElseThrow().outcome()).isEqualTo(Outcome.NOT_UNDONE);
    }

    @Test
    void allThatStandsAgainstAReleaseIsToldAtOnceAndNothingIsChanged() {
        deploy(Apps.web("v1"));
        String bad = Apps.web("v2").replace("matchLabels: {app: web}", "matchLabels: {app: other}")
                + "---\napiVersion: v1\nkind: Service\nmetadata: {name: second}\nspec: {ports: [{port: 99999}]}\n";

        ReleaseResult result = deploy(bad);

        assertThat(result.status()).as("%s", lines).isEqualTo(Status.BAD_INPUT);
        assertThat(result.message()).contains("web").contains("99999");
        assertThat(image(deployment())).isEqualTo("localhost/web:v1");
        assertThat(head().current()).isNull();
    }

    @Test
    void withoutAPlanAReleaseNeedsFewerRequestsAndIsUndoneAsWell() {
        ReleaseSettings quick = settings.withPlan(false).withQuotaCheck(false);
        assertThat(deploy(Apps.web("v1"), quick, false).status())
                .as("%s", lines)
                .isEqualTo(Status.SUCCEEDED);
        assertThat(deploy(Apps.web("v1"), quick, false).status())
                .as("%s", lines)
                .isEqualTo(Status.UNCHANGED);

        ReleaseResult failed = deploy(Apps.web("v2", "image-not-found", "debug"), quick, false);

        assertThat(failed.status()).as("%s", lines).isEqualTo(Status.UNDONE);
        assertThat(image(deployment())).isEqualTo("localhost/web:v1");
        assertThat(cluster.get("v1", "ConfigMap", names.namespace(), "web-config")
                        .text("data", "LOG_LEVEL"))
                .isEqualTo("info");
        assertThat(deploy(Apps.web("v1").replace("port: 80,", "port: 99999,"), quick, false)
                        .status())
                .as("%s", lines)
                .isEqualTo(Status.UNDONE);
        assertThat(deploy(Apps.web("v2"), quick, false).status())
                .as("%s", lines)
                .isEqualTo(Status.SUCCEEDED);
    }
}
