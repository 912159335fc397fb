package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.capacity.Answer;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.history.ClaimOptions;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.ProcessIdentity;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import io.jenkins.plugins.k8srelease.engine.smoke.Via;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.TestCluster;
import io.jenkins.plugins.k8srelease.engine.testing.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A release asks whether it fits before it changes anything. */
@Tag("cluster")
@Turn(3)
class CapacityGateTest {

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

    /** Two pods of 250 millicores and 128 mebibytes, one more of them while it rolls. */
    private static String web(String version) {
        return Apps.web(version)
                .replace(
                        "envFrom:",
                        "resources: {requests: {cpu: 250m, memory: 128Mi}, limits: {cpu: 250m, memory: 128Mi}}\n"
                                + "        envFrom:");
    }

    private static String quota(String hard) {
        return "---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {name: team}\nspec: {hard: {" + hard + "}}\n";
    }

    private ReleaseResult deploy(String yaml, ReleaseSettings how, boolean dryRun) {
        Holder holder = new Holder(UUID.randomUUID().toString(), "test", "here", ProcessIdentity.current());
        DeployRequest request = new DeployRequest(names, Apps.load(yaml), how, holder, dryRun);
        return engine.deploy(cluster.admin(), request, this::hear).join();
    }

    private void hear(ReleaseEvent event) {
        lines.add(event.line());
    }

    private String image() {
        return cluster.get("apps/v1", "Deployment", names.namespace(), "web")
                .at("spec", "template", "spec", "containers")
                .path(0)
                .path("image")
                .asText();
    }

    @Test
    void oneMillicoreTooFewIsRefusedBeforeTheFirstChange() {
        ReleaseResult first = deploy(web("v1") + quota("requests.cpu: 750m"), settings, false);
        assertThat(first.status()).as("%s", lines).isEqualTo(Status.SUCCEEDED);
        assertThat(first.capacity().orElseThrow().answer()).isEqualTo(Answer.FITS);

        for (boolean dryRun : new boolean[] {true, false}) {
            ReleaseResult refused = deploy(web("v2") + quota("requests.cpu: 749m"), settings, dryRun);

            assertThat(refused.status()).isEqualTo(Status.NOT_STARTED);
            assertThat(refused.message())
                    .contains("quota team is 1m short of requests.cpu: deployment/web needs 250m more")
                    .contains("deployment/web with 2 old and 0 new pods")
                    .contains("set maxSurge to 0")
                    .contains("ask for 1 requests.cpu in quota team; with 750m it would complete, but slower")
                    .contains("--no-quota-check");
            assertThat(refused.capacity().orElseThrow().answer()).isEqualTo(Answer.DOES_NOT_FIT);
            assertThat(image()).isEqualTo("localhost/web:v1");
            assertThat(cluster.get("v1", "ResourceQuota", names.namespace(), "team")
                            .text("spec", "hard", "requests.cpu"))
                    .isEqualTo("750m");
        }
    }

    /** With room for one surplus pod the second new pod waits until the first old one is wholly gone. */
    @Test
    void exactlyEnoughForTheSurgeIsEnough() {
        String exact = quota("requests.cpu: 750m, limits.memory: 384Mi, pods: 3, count/secrets: 6");
        assertThat(deploy(web("v1") + exact, settings, false).status())
                .as("%s", lines)
                .isEqualTo(Status.SUCCEEDED);

        ReleaseResult result = deploy(web("v2") + exact, settings, false);

        assertThat(result.status()).as("%s", lines).isEqualTo(Status.SUCCEEDED);
        assertThat(result.capacity().orElseThrow().answer()).isEqualTo(Answer.TIGHT);
        assertThat(lines).anyMatch(line -> line.contains("fits only just"));
    }

    @Test
    void podsThatStayNeedNoRoomForASurge() {
        String full = quota("requests.cpu: 500m");
        assertThat(deploy(web("v1") + full, settings, false).status())
                .as("%s", lines)
                .isEqualTo(Status.SUCCEEDED);

        ReleaseResult result = deploy(
                (web("v1") + full).replace("metadata: {name: web}", "metadata: {name: web, labels: {tier: front}}"),
                settings,
                false);

        assertThat(result.status()).as("%s", lines).isEqualTo(Status.SUCCEEDED);
        assertThat(result.capacity().orElseThrow().answer()).isEqualTo(Answer.FITS);
    }

    @Test
    void withoutTheCheckTheServersOwnAnswerEndsTheRelease() {
        String full = quota("requests.cpu: 500m");
        assertThat(deploy(web("v1") + full, settings, false).status())
                .as("%s", lines)
                .isEqualTo(Status.SUCCEEDED);

        ReleaseResult result = deploy(web("v2") + full, settings.withQuotaCheck(false), false);

        assertThat(result.capacity()).isEmpty();
        assertThat(result.status()).as("%s", lines).isEqualTo(Status.UNDONE);
        assertThat(result.message()).contains("ResourceQuota \"team\" refuses a new pod");
        assertThat(image()).isEqualTo("localhost/web:v1");
    }

    @Test
    void theSmokeTestsPodIsCountedToo() {
        SmokeCheck inside = SmokeCheck.parse("web:80/").withVia(Via.POD);
        String full = quota("pods: 2");

        ReleaseResult result = deploy(web("v1") + full, settings.withSmoke(List.of(inside)), true);

        assertThat(result.status()).as("%s", lines).isEqualTo(Status.NOT_STARTED);
        assertThat(result.message()).contains("quota team is 1 short of pods: pod/smoke-test needs 1 more");
    }

    /** A release that is live is in the way of the good one: to try is better than to refuse. */
    @Test
    void aRollbackIsTriedEvenWhenItDoesNotSeemToFit() {
        assertThat(deploy(web("v1"), settings, false).status()).as("%s", lines).isEqualTo(Status.SUCCEEDED);
        assertThat(deploy(web("v2"), settings, false).status()).as("%s", lines).isEqualTo(Status.SUCCEEDED);
        RecordNames fence = new RecordNames(names.namespace(), "fence");
        Holder holder = new Holder(UUID.randomUUID().toString(), "test", "here", ProcessIdentity.current());
        DeployRequest tighter =
                new DeployRequest(fence, Apps.load(quota("requests.cpu: 500m")), settings, holder, false);
        assertThat(engine.deploy(cluster.admin(), tighter, this::hear).join().status())
                .isEqualTo(Status.SUCCEEDED);
        RollbackRequest request =
                new RollbackRequest(names, RollbackRequest.PREVIOUS, List.of(), false, settings, holder, false);

        ReleaseResult result =
                engine.rollback(cluster.admin(), request, this::hear).join();

        assertThat(lines).anyMatch(line -> line.contains("does not fit") && line.contains("tried all the same"));
        assertThat(result.status()).as("%s", lines).isEqualTo(Status.UNDONE);
        assertThat(image()).isEqualTo("localhost/web:v2");
    }
}
