package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.k8srelease.engine.bluegreen.ColourLabels;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.ColourWatch;
import io.jenkins.plugins.k8srelease.engine.testing.Colouring;
import io.jenkins.plugins.k8srelease.engine.testing.Releasing;
import io.jenkins.plugins.k8srelease.engine.testing.TestCluster;
import io.jenkins.plugins.k8srelease.engine.testing.Turn;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What goes wrong with other tools' blue-green releases, by the number of the complaint, and must be impossible here. */
@Tag("cluster")
@Turn(3)
class PeerFailuresTest {

    private static final Gate PASSES = ready -> CompletableFuture.completedFuture(Gate.Verdict.pass());

    private static final String AUTOSCALER = """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              minReplicas: 3
              maxReplicas: 20
            """;

    private final Colouring web = new Colouring();
    private final KubernetesClient client =
            new KubernetesClientBuilder().withConfig(TestCluster.config()).build();

    @AfterEach
    void close() {
        client.close();
        web.close();
    }

    private void deployed() {
        assertThat(web.web.deploy(Apps.web("v1")).status()).isEqualTo(Status.SUCCEEDED);
    }

    private void succeeds(ReleaseResult result) {
        assertThat(result.status()).as("%s", web.web.lines).isEqualTo(Status.SUCCEEDED);
    }

    private ColourWatch watch() {
        return new ColourWatch(client, web.web.names.namespace(), "web");
    }

    private TreeSet<String> pods(String deployment) {
        TreeSet<String> uids = new TreeSet<>();
        client.pods().inNamespace(web.web.names.namespace()).list().getItems().stream()
                .filter(p -> p.getMetadata().getName().startsWith(deployment + "-"))
                .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                .forEach(p -> uids.add(p.getMetadata().getUid()));
        return uids;
    }

    private String configMapOf(String deployment) {
        return web.web
                .get("apps/v1", "Deployment", deployment)
                .at("spec", "template", "spec", "containers")
                .path(0)
                .path("envFrom")
                .path(0)
                .path("configMapRef")
                .path("name")
                .asText();
    }

    private String logLevel(String configMap) {
        return web.web.get("v1", "ConfigMap", configMap).text("data", "LOG_LEVEL");
    }

    @Test
    void argoRollouts2669ARollbackNeverMeetsTheNewConfigMap() {
        deployed();
        succeeds(web.manifests(Apps.web("v2", "", "debug")));

        assertThat(configMapOf("web")).isEqualTo("web-config");
        assertThat(logLevel("web-config")).isEqualTo("info");
        assertThat(configMapOf("web-green")).startsWith("web-config-");
        assertThat(logLevel(configMapOf("web-green"))).isEqualTo("debug");

        succeeds(web.web.rollback("previous"));
        assertThat(logLevel(configMapOf("web"))).isEqualTo("info");
    }

    @Test
    void argoRollouts4750ADeployOfTheUnchangedManifestsNeverEmptiesTheActiveSelector() {
        deployed();
        succeeds(web.image("v2"));
        Map<String, String> selector = web.selector();

        try (ColourWatch watch = watch()) {
            succeeds(web.web.deploy(Apps.web("v3")));
            assertThat(watch.history())
                    .allSatisfy(
                            colours -> assertThat(colours).isNotEmpty().allMatch(rs -> rs.startsWith("web-green-")));
        }
        assertThat(web.selector()).isEqualTo(selector);
        assertThat(web.web.get("apps/v1", "Deployment", "web-green").tree().toString())
                .contains("localhost/web:v3");
        assertThat(web.web.deployment().tree().toString()).contains("localhost/web:v1");
    }

    @Test
    void aRollingUpdateMeansTheActiveColourByEitherName() {
        deployed();
        succeeds(web.image("v2"));
        Map<String, String> selector = web.selector();

        succeeds(web.web.update(Releasing.image("v3")));

        assertThat(web.selector()).isEqualTo(selector);
        assertThat(web.web.get("apps/v1", "Deployment", "web-green").tree().toString())
                .contains("localhost/web:v3");
        assertThat(web.colours().active().revision()).isEqualTo(web.web.head().live());
    }

    @Test
    void argoRollouts4128AnAbortEndsAReleaseThatWaitsForItsTest() throws Exception {
        deployed();
        CompletableFuture<GreenReady> asked = new CompletableFuture<>();
        ReleaseRun run = web.start(
                "v2",
                ready -> {
                    asked.complete(ready);
                    return new CompletableFuture<>();
                },
                Releasing.SETTINGS);
        asked.get(60, TimeUnit.SECONDS);

        run.abort("nobody approves");

        ReleaseResult result = run.result().get(60, TimeUnit.SECONDS);
        assertThat(result.status()).as("%s", web.web.lines).isEqualTo(Status.UNDONE);
        assertThat(result.message()).contains("nobody approves");
        assertThat(web.selector()).isEqualTo(Map.of("app", "web"));
        assertThat(web.hasDeployment("web-green")).isFalse();
    }

    @Test
    void argoRollouts4128AColourThatNeverBecomesReadyEndsWithTheTimeout() {
        deployed();

        ReleaseResult result = web.manifests(
                Apps.web("v2", "never-ready", "info"),
                null,
                Colouring.OPTIONS,
                Releasing.SETTINGS.withTimeout(Duration.ofSeconds(8)));

        assertThat(result.status()).as("%s", web.web.lines).isEqualTo(Status.UNDONE);
        assertThat(web.hasDeployment("web-green")).isFalse();
    }

    @Test
    void argoRollouts4552MoreReplicasAreForTheNewColourAlone() {
        deployed();

        succeeds(web.manifests(Apps.web("v2").replace("replicas: 2", "replicas: 4")));

        assertThat(web.replicas("web")).isEqualTo(2);
        assertThat(web.replicas("web-green")).isEqualTo(4);
    }

    /** Three configured, seven running, scaled to ten during the window. */
    @Test
    void argoRollouts1864AndFlagger1209AnAutoscalersNumbersAreKeptThroughSwitchAndRollback() {
        deployed();
        web.make(AUTOSCALER);
        web.patch("apps/v1", "Deployment", "web", "{'spec':{'replicas':7}}");
        web.await(
                "apps/v1",
                "Deployment",
                "web",
                d -> d.number(0, "status", "readyReplicas") == 7 && d.number(0, "status", "updatedReplicas") == 7);
        long[] whileIdle = new long[3];
        Gate gate = ready -> {
            whileIdle[0] = web.replicas("web-green");
            whileIdle[1] = web.replicas("web");
            whileIdle[2] = web.web
                    .get("autoscaling/v2", "HorizontalPodAutoscaler", "web")
                    .number(0, "spec", "minReplicas");
            return CompletableFuture.completedFuture(Gate.Verdict.pass());
        };

        succeeds(web.image("v2", gate, Colouring.OPTIONS, Releasing.SETTINGS));

        assertThat(whileIdle).containsExactly(7, 7, 7);
        KubeObject autoscaler = web.web.get("autoscaling/v2", "HorizontalPodAutoscaler", "web");
        assertThat(autoscaler.text("spec", "scaleTargetRef", "name")).isEqualTo("web-green");
        assertThat(autoscaler.number(0, "spec", "minReplicas")).isEqualTo(3);
        assertThat(web.replicas("web-green")).isEqualTo(7);

        web.patch("apps/v1", "Deployment", "web-green", "{'spec':{'replicas':10}}");
        web.await("apps/v1", "Deployment", "web-green", d -> d.number(0, "status", "readyReplicas") == 10);
        succeeds(web.web.rollback("previous"));

        assertThat(web.replicas("web")).isEqualTo(10);
        int scaled = index("scaling Deployment");
        int switched = index("switched Service web to blue");
        assertThat(scaled).isNotNegative().isLessThan(switched);
        assertThat(web.web
                        .get("autoscaling/v2", "HorizontalPodAutoscaler", "web")
                        .text("spec", "scaleTargetRef", "name"))
                .isEqualTo("web");
    }

    private int index(String text) {
        for (int i = 0; i < web.web.lines.size(); i++) {
            if (web.web.lines.get(i).startsWith(text)) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void aColourThatGrewDuringTheTestIsReplacedByOneOfItsSizeNow() {
        deployed();
        Gate gate = ready -> {
            web.patch("apps/v1", "Deployment", "web", "{'spec':{'replicas':5}}");
            return CompletableFuture.completedFuture(Gate.Verdict.pass());
        };

        succeeds(web.image("v2", gate, Colouring.OPTIONS, Releasing.SETTINGS));

        assertThat(web.replicas("web-green")).isEqualTo(5);
    }

    @Test
    void argoRollouts537ARollbackStartsNoPod() {
        deployed();
        succeeds(web.image("v2"));
        TreeSet<String> before = pods("web");

        succeeds(web.web.rollback("previous"));

        assertThat(pods("web")).isEqualTo(before);
    }

    @Test
    void argoRollouts2088SeveralWorkloadsAreSwitchedTogether() {
        String worker = Apps.web("v1")
                .substring(Apps.web("v1").lastIndexOf("---"))
                .replace("app: web", "app: worker")
                .replace("metadata: {name: web}", "metadata: {name: worker}");
        assertThat(web.web.deploy(Apps.web("v1") + worker).status()).isEqualTo(Status.SUCCEEDED);

        succeeds(web.image(
                "v2", null, Colouring.OPTIONS.withWorkloads(java.util.List.of("web", "worker")), Releasing.SETTINGS));

        assertThat(web.hasDeployment("web-green")).isTrue();
        assertThat(web.hasDeployment("worker-green")).isTrue();
        assertThat(web.colours().active().workloads()).hasSize(2);
        assertThat(web.colours().standby().workloads()).hasSize(2);
    }

    @Test
    void flagger1096NoMomentServesTwoVersions() {
        deployed();
        try (ColourWatch watch = watch()) {
            succeeds(web.image("v2"));
            succeeds(web.image("v3"));
            succeeds(web.web.rollback("previous"));
            assertThat(watch.complaints()).isEmpty();
            assertThat(watch.history()).hasSize(4);
        }
    }

    @Test
    void azureK8sDeploy305AndTheTimerThatSwitchesAnythingNothingBrokenIsSwitchedTo() {
        deployed();
        try (ColourWatch watch = watch()) {
            ReleaseResult result = web.manifests(Apps.web("v2", "crash-loop", "info"));

            assertThat(result.status()).as("%s", web.web.lines).isEqualTo(Status.UNDONE);
            assertThat(watch.history()).hasSize(1);
            assertThat(watch.complaints()).isEmpty();
        }
    }

    @Test
    void azureK8sDeployRollsTheNewVersionASecondTimeHereTheTestedPodsAreThoseThatServe() {
        deployed();
        TreeSet<String> tested = new TreeSet<>();
        Gate gate = ready -> {
            tested.addAll(pods("web-green"));
            return CompletableFuture.completedFuture(Gate.Verdict.pass());
        };

        succeeds(web.image("v2", gate, Colouring.OPTIONS, Releasing.SETTINGS));

        assertThat(tested).hasSize(2).isEqualTo(pods("web-green"));
    }

    @Test
    void azureK8sDeploy234ALongTestTakesNothingOfTheTimeOfWhatFollows() {
        deployed();
        ReleaseSettings settings = Releasing.SETTINGS.withTimeout(Duration.ofSeconds(12));
        Gate slow = ready ->
                new CompletableFuture<Gate.Verdict>().completeOnTimeout(Gate.Verdict.pass(), 14, TimeUnit.SECONDS);

        succeeds(web.image("v2", slow, Colouring.OPTIONS, settings));
        succeeds(web.image("v3", PASSES, Colouring.OPTIONS, settings));
    }

    @Test
    void spinnaker4523AnOldColourThatSomebodyDeletedHoldsNothingUp() {
        deployed();
        succeeds(web.image("v2"));
        client.apps()
                .deployments()
                .inNamespace(web.web.names.namespace())
                .withName("web")
                .delete();

        succeeds(web.image("v3"));

        assertThat(web.selector()).containsEntry(ColourLabels.COLOUR, Colours.BLUE);
    }

    @Test
    void aSelectorThatSomebodyStripsDoesNotBypassTheTest() throws Exception {
        deployed();
        Gate gate = ready -> {
            web.patch(
                    "v1", "Service", "web", "{'spec':{'selector':{'app':'somewhere-else','pod-template-hash':null}}}");
            return CompletableFuture.completedFuture(Gate.Verdict.pass());
        };

        ReleaseResult result = web.image("v2", gate, Colouring.OPTIONS, Releasing.SETTINGS);

        assertThat(result.status()).as("%s", web.web.lines).isEqualTo(Status.NOT_UNDONE);
        assertThat(result.message()).contains("somebody else");
        assertThat(web.selector()).containsEntry("app", "somewhere-else");
    }

    @Test
    void aTemplateThatSomebodyChangesWhileItIsAdoptedTakesNoPodAway() {
        deployed();
        Gate gate = ready -> {
            web.patch(
                    "apps/v1",
                    "Deployment",
                    "web",
                    "{'spec':{'template':{'metadata':{'annotations':{'changed':'by-hand'}}}}}");
            return new CompletableFuture<>();
        };
        try (ColourWatch watch = watch()) {
            ReleaseResult result = web.image("v2", gate, Colouring.OPTIONS, Releasing.SETTINGS);

            assertThat(result.status()).as("%s", web.web.lines).isEqualTo(Status.UNDONE);
            assertThat(result.message()).contains("changed by somebody else");
            // From here on the change rolls out, as whoever made it wanted.
            assertThat(watch.history().get(0)).hasSize(1);
            assertThat(watch.history())
                    .allSatisfy(
                            colours -> assertThat(colours).isNotEmpty().noneMatch(rs -> rs.startsWith("web-green-")));
        }
    }

    @Test
    void anotherServiceThatWouldFindTheNewColourIsRefused() {
        deployed();
        web.make("""
                apiVersion: v1
                kind: Service
                metadata: {name: metrics}
                spec: {selector: {app: web}, ports: [{port: 9090}]}
                """);

        ReleaseResult result = web.image("v2");

        assertThat(result.status()).isEqualTo(Status.NOT_STARTED);
        assertThat(result.message()).contains("Service metrics");
        assertThat(web.hasDeployment("web-green")).isFalse();
    }

    @Test
    void anAdoptedDeploymentIsGivenBackWhenItsOtherColourIsRetired() {
        deployed();
        succeeds(web.image("v2"));
        succeeds(web.web.rollback("previous"));

        succeeds(web.retire(false));

        assertThat(web.colours()).isNull();
        assertThat(web.selector()).isEqualTo(Map.of("app", "web"));
        assertThat(web.web.deployment().at("spec", "paused").asBoolean()).isFalse();
        succeeds(web.web.deploy(Apps.web("v3")));
    }
}
