package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.bluegreen.ColourLabels;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.Colouring;
import io.jenkins.plugins.k8srelease.engine.testing.Releasing;
import io.jenkins.plugins.k8srelease.engine.testing.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What stands beside the two colours while both run, and what becomes of the one that does not serve. */
@Tag("cluster")
@Turn(3)
class BlueGreenSidesTest {

    private static final String BUDGET = """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: web}
            spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
            """;

    private static final String AUTOSCALER = """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              minReplicas: 1
              maxReplicas: 6
              metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]
            """;

    private final Colouring web = new Colouring();

    @AfterEach
    void close() {
        web.close();
    }

    @BeforeEach
    void deploy() {
        assertThat(web.web.deploy(Apps.web("v1")).status()).isEqualTo(Status.SUCCEEDED);
    }

    private void succeeds(ReleaseResult result) {
        assertThat(result.status()).as("%s", web.web.lines).isEqualTo(Status.SUCCEEDED);
    }

    private Map<String, String> budget(String name) {
        return web.web.get("policy/v1", "PodDisruptionBudget", name).strings("spec", "selector", "matchLabels");
    }

    @Test
    void eachColourHasABudgetOfItsOwnInBothPhases() {
        web.make(BUDGET);
        List<Map<String, String>> whileIdle = new ArrayList<>();
        Gate gate = ready -> {
            whileIdle.add(budget("web"));
            whileIdle.add(budget("web-standby"));
            return CompletableFuture.completedFuture(Gate.Verdict.pass());
        };

        succeeds(web.image("v2", gate, Colouring.OPTIONS, Releasing.SETTINGS));

        Map<String, String> green = Map.of("app", "web", ColourLabels.COLOUR, Colours.GREEN);
        assertThat(whileIdle.get(0)).containsEntry("app", "web").containsKey(ColourLabels.HASH);
        assertThat(whileIdle.get(1)).isEqualTo(green);
        assertThat(budget("web")).isEqualTo(green);
        assertThat(budget("web-standby")).isEqualTo(whileIdle.get(0));

        succeeds(web.web.rollback("previous"));
        assertThat(budget("web")).isEqualTo(whileIdle.get(0));
        assertThat(budget("web-standby")).isEqualTo(green);
    }

    @Test
    void aChangedSecretIsACopyOfTheNewColourAlone() {
        String changed = Apps.web("v2").replace("correct-horse-battery", "correct-horse-staple");
        succeeds(web.manifests(changed));

        KubeObject green = web.web.get("apps/v1", "Deployment", "web-green");
        String copy = green.at("spec", "template", "spec", "containers")
                .path(0)
                .path("envFrom")
                .path(1)
                .path("secretRef")
                .path("name")
                .asText();
        assertThat(copy).startsWith("web-secret-");
        assertThat(web.web.get("v1", "Secret", copy).at("data")).isNotEqualTo(data("web-secret"));
        assertThat(web.web.lines).noneMatch(l -> l.contains("correct-horse"));

        succeeds(web.web.rollback("previous"));
        succeeds(web.retire(false));
        assertThat(web.web.exists("v1", "Secret", copy)).isFalse();
        assertThat(web.web.exists("v1", "Secret", "web-secret")).isTrue();
    }

    private Object data(String secret) {
        return web.web.get("v1", "Secret", secret).at("data");
    }

    @Test
    void withoutRoomForBothNothingBegins() {
        web.make("""
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: pods}
                spec: {hard: {pods: "3"}}
                """);
        web.await("v1", "ResourceQuota", "pods", q -> !q.text("status", "used", "pods")
                .isEmpty());

        ReleaseResult result = web.image("v2");

        assertThat(result.status()).as("%s", web.web.lines).isEqualTo(Status.NOT_STARTED);
        assertThat(result.message()).contains("pods");
        assertThat(web.hasDeployment("web-green")).isFalse();
        assertThat(web.selector()).isEqualTo(Map.of("app", "web"));
    }

    @Test
    void anAbortWithoutUndoLeavesTheOtherColourForSomebodyToLookAt() throws Exception {
        CompletableFuture<GreenReady> asked = new CompletableFuture<>();
        ReleaseRun run = web.start(
                "v2",
                ready -> {
                    asked.complete(ready);
                    return new CompletableFuture<>();
                },
                Releasing.SETTINGS.withUndoOnFailure(false));
        asked.get(60, TimeUnit.SECONDS);

        run.abort("let me see");

        ReleaseResult result = run.result().get(60, TimeUnit.SECONDS);
        assertThat(result.status()).as("%s", web.web.lines).isEqualTo(Status.NOT_UNDONE);
        assertThat(web.hasDeployment("web-green")).isTrue();
        assertThat(web.selector()).containsKey(ColourLabels.HASH);
        assertThat(web.colours().active().colour()).isEqualTo(Colours.BLUE);
        succeeds(web.image("v3"));
        assertThat(web.selector()).containsEntry(ColourLabels.COLOUR, Colours.GREEN);
    }

    @Test
    void whoeverReleasesAfterTheDeadlineRetiresTheOldColour() {
        succeeds(web.image("v2", null, Colouring.OPTIONS.withKeepOld(Duration.ofMillis(500)), Releasing.SETTINGS));
        assertThat(web.hasDeployment("web")).isTrue();
        web.await("v1", "Service", "web", s -> web.colours().standby().isDue(java.time.Instant.now()));

        succeeds(web.web.deploy(Apps.web("v3")));

        assertThat(web.hasDeployment("web")).isFalse();
        assertThat(web.colours().standby()).isNull();
        assertThat(web.selector()).containsEntry(ColourLabels.COLOUR, Colours.GREEN);
    }

    @Test
    void alsoWhoChangesNothingAfterTheDeadlineRetiresTheOldColour() {
        succeeds(web.image("v2", null, Colouring.OPTIONS.withKeepOld(Duration.ofMillis(500)), Releasing.SETTINGS));
        web.await("v1", "Service", "web", s -> web.colours().standby().isDue(java.time.Instant.now()));

        var again = web.image("v2", null, Colouring.OPTIONS.withKeepOld(Duration.ofMillis(500)), Releasing.SETTINGS);

        assertThat(again.status()).as(again.message()).isEqualTo(ReleaseResult.Status.UNCHANGED);
        assertThat(web.hasDeployment("web")).isFalse();
        assertThat(web.colours().standby()).isNull();
    }

    /** Something holds the deletion of the new colour back, so the Service stays narrow and the old Deployment paused. */
    @Test
    void whatAnUndoCouldNotEndTheNextReleaseDoesNotTakeForTheUsersOwn() {
        web.make(BUDGET);
        web.make(AUTOSCALER);
        Gate held = ready -> {
            web.patch("apps/v1", "Deployment", "web-green", "{'metadata':{'finalizers':['test.example/held']}}");
            return CompletableFuture.completedFuture(Gate.Verdict.fail("the seat map is empty"));
        };
        Gate fails = ready -> CompletableFuture.completedFuture(Gate.Verdict.fail("the seat map is empty"));
        ReleaseResult stuck =
                web.image("v2", held, Colouring.OPTIONS, Releasing.SETTINGS.withTimeout(Duration.ofSeconds(8)));
        assertThat(stuck.status()).as("%s", web.web.lines).isEqualTo(Status.NOT_UNDONE);
        assertThat(stuck.message())
                .contains("not gone yet", "still selects the blue colour only")
                // An idle colour beside it must not shrink the one that serves, which nobody would guess.
                .contains("spec.minReplicas of HorizontalPodAutoscaler", "is still 2", "before it was 1")
                .contains("spec.paused of Deployment", "is still true", "before it was not set");
        assertThat(web.web.deployment().at("spec", "paused").asBoolean()).isTrue();
        web.patch("apps/v1", "Deployment", "web-green", "{'metadata':{'finalizers':null}}");

        ReleaseResult undone = web.image("v2", fails, Colouring.OPTIONS, Releasing.SETTINGS);

        assertThat(undone.status()).as("%s", web.web.lines).isEqualTo(Status.UNDONE);
        assertThat(web.selector()).isEqualTo(Map.of("app", "web"));
        assertThat(budget("web")).isEqualTo(Map.of("app", "web"));
        assertThat(web.web.deployment().at("spec", "paused").asBoolean()).isFalse();
    }
}
