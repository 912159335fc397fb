package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.ClaimOptions;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.HeadStore;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.ProcessIdentity;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.smoke.CurlPod;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeResult;
import io.jenkins.plugins.k8srelease.engine.smoke.Via;
import io.jenkins.plugins.k8srelease.engine.testing.Admin;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.TestCluster;
import io.jenkins.plugins.k8srelease.engine.testing.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Smoke tests of what is live, against simulated pods, which answer through the API server's proxy. */
@Tag("cluster")
@Turn(3)
class SmokeTestTest {

    private static final String PODS = "/api/v1/namespaces/%s/pods";

    private final TestCluster cluster = new TestCluster();
    private final ReleaseEngine engine = new ReleaseEngine(4, ClaimOptions.standard());
    private String namespace;

    @BeforeEach
    void make() {
        namespace = cluster.newNamespace();
        Admin.namespace(cluster.admin(), namespace);
        Admin.apply(cluster.admin(), namespace, Apps.web("v1"));
    }

    @AfterEach
    void close() {
        engine.close();
        cluster.close();
    }

    private ReleaseRun start(SmokeCheck... checks) {
        Holder holder = new Holder(UUID.randomUUID().toString(), "test", "here", ProcessIdentity.current());
        return engine.smokeTest(
                cluster.admin(),
                SmokeRequest.of(namespace, List.of(checks), Duration.ofSeconds(40), holder),
                event -> {});
    }

    private static SmokeCheck.Builder once(String target) {
        return SmokeCheck.builder().target(target).attempts(1);
    }

    private List<KubeObject> askingPods() {
        return Admin.pods(cluster.admin(), namespace).stream()
                .filter(p -> p.labels().containsKey(CurlPod.LABEL))
                .toList();
    }

    @Test
    void asksEveryPodWhenTheyAreReadyAndGoesOnAfterACheckThatFailed() {
        ReleaseResult result = start(
                        once("web:80/").json("/version", "v9").name("wrong").build(),
                        once("web/").json("/version", "v1").build())
                .join();

        assertThat(result.status()).as(result.message()).isEqualTo(Status.FAILED);
        assertThat(result.message())
                .contains(
                        "1 of 2 smoke tests failed", "wrong failed on 2 of 2 pods", "/version is 'v1' instead of 'v9'");
        assertThat(result.smoke()).hasSize(4);
        assertThat(result.smoke().stream().filter(SmokeResult::passed).map(SmokeResult::pod))
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void aServiceThatIsNotThereFailsWhenTheTimeIsOver() {
        Holder holder = new Holder("x", "test", "here", null);
        ReleaseResult result = engine.smokeTest(
                        cluster.admin(),
                        SmokeRequest.of(namespace, List.of(once("api").build()), Duration.ofSeconds(1), holder),
                        event -> {})
                .join();

        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.message()).contains("Service api does not exist in namespace " + namespace);
    }

    @Test
    void aFailedTestOfAnApplicationMarksItsLiveReleaseAsBad() {
        RecordNames names = new RecordNames(cluster.newNamespace(), "web");
        Holder holder = new Holder("x", "test", "here", ProcessIdentity.current());
        engine.deploy(
                        cluster.admin(),
                        new DeployRequest(names, Apps.load(Apps.web("v1")), ReleaseSettings.standard(), holder, false),
                        event -> {})
                .join();

        ReleaseResult result = engine.smokeTest(
                        cluster.admin(),
                        new SmokeRequest(names, List.of(once("web").status(404).build()), 20_000, holder),
                        event -> {})
                .join();

        assertThat(result.status()).isEqualTo(Status.FAILED);
        Head head = new HeadStore(cluster.admin(), names).read().orElseThrow().head();
        assertThat(head.revision(1).orElseThrow().bad()).contains("smoke test web/ failed", "HTTP 200 instead of 404");
        assertThat(head.live()).isEqualTo(1);
    }

    @Test
    void thePodThatAsksPassesTheRestrictedStandardAndIsRemoved() {
        // The pods behind the Service are there before the namespace refuses their like.
        assertThat(start(once("web").build()).join().status()).isEqualTo(Status.SUCCEEDED);
        Admin.patch(
                cluster.admin(),
                "/api/v1/namespaces/" + namespace,
                "{\"metadata\":{\"labels\":{\"pod-security.kubernetes.io/enforce\":\"restricted\"}}}");

        ReleaseResult result = start(
                        once("web").via(Via.POD).attempts(2).intervalMillis(10).build())
                .join();

        // A simulated pod runs no curl. That one really asks is tested on real nodes.
        assertThat(result.message()).contains("exit code 0 (Completed) without saying what it was answered");
        assertThat(askingPods()).allMatch(KubeObject::isBeingDeleted);
    }

    @Test
    void aPodThatCannotRunSaysWhatItNeeds() {
        ReleaseResult result = start(once("web")
                        .via(Via.POD)
                        .attempts(5)
                        .image("Not/An/Image")
                        .build())
                .join();

        assertThat(result.message())
                .contains("the pod that asks cannot run", "is not a valid image name", "an image with curl");
        assertThat(result.smoke()).singleElement().satisfies(r -> assertThat(r.attempts())
                .isEqualTo(1));
        assertThat(askingPods()).allMatch(KubeObject::isBeingDeleted);
    }

    @Test
    void aRefusedPodIsAFailureInTheServersWords() {
        // The pods behind the Service are there before the quota refuses their like.
        assertThat(start(once("web").build()).join().status()).isEqualTo(Status.SUCCEEDED);
        Admin.apply(cluster.admin(), namespace, """
                {apiVersion: v1, kind: ResourceQuota, metadata: {name: none}, spec: {hard: {"limits.cpu": 1m}}}
                """);
        SmokeCheck check = once("web").via(Via.POD).build();

        ReleaseResult result = start(check).join();
        while (!result.message().contains("exceeded quota")) {
            // The quota counts once its controller has seen it.
            assertThat(result.message()).contains("without saying");
            result = start(check).join();
        }

        assertThat(result.message()).contains("the pod that asks cannot run", "exceeded quota: none");
    }

    @Test
    void whatAKilledRunLeftIsRemovedOnceItHasExpiredAndNothingElse() {
        SmokeCheck check = once("web").via(Via.POD).build();
        create(check, "left", Instant.now().minusSeconds(120));
        create(check, "busy", Instant.now().plusSeconds(300));

        start(check).join();

        assertThat(askingPods().stream().filter(p -> !p.isBeingDeleted()).map(KubeObject::name))
                .containsExactly("busy");
    }

    private void create(SmokeCheck check, String name, Instant expires) {
        ObjectNode pod = new CurlPod(check, namespace, 80).manifest(name, "web", expires.minusSeconds(60), 60);
        Cluster.join(cluster.admin().send(ApiRequest.post(PODS.formatted(namespace), pod)));
    }

    @Test
    void aRunThatIsAbortedEndsAtOnceAndLeavesNoPod() {
        ReleaseRun run = start(once("web").via(Via.POD).attempts(1000).build());
        while (askingPods().isEmpty()) {
            Thread.onSpinWait();
        }

        run.abort("enough");

        assertThat(run.join().message()).contains("aborted: enough");
        assertThat(askingPods()).allMatch(KubeObject::isBeingDeleted);
    }
}
