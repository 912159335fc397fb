package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.Releasing;
import io.jenkins.plugins.k8srelease.engine.testing.Turn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every case of a number of replicas that somebody else may set. The cluster serves no metrics: the test scales. */
@Tag("cluster")
@Turn(3)
class AutoscaledReplicasTest {

    private static final String AUTOSCALER = """
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              minReplicas: 3
              maxReplicas: 6
              metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]
            """;

    private final Releasing web = new Releasing();

    @AfterEach
    void close() {
        web.close();
    }

    private long replicas() {
        return web.deployment().number(0, "spec", "replicas");
    }

    private void deployed(String yaml, Status expected) {
        assertThat(web.deploy(yaml).status()).as("%s", web.lines).isEqualTo(expected);
    }

    @Test
    void aFirstReleaseStartsWithTheLeastThatTheAutoscalerAllows() {
        deployed(Apps.web("v1") + AUTOSCALER, Status.SUCCEEDED);

        assertThat(replicas()).isEqualTo(3);
    }

    /** The controller comes by 15 seconds after an autoscaler was made; nothing of a release depends on what it finds. */
    @Test
    void nobodyWaitsForTheAutoscalersController() {
        deployed(Apps.web("v1") + AUTOSCALER, Status.SUCCEEDED);

        assertThat(web.get("autoscaling/v2", "HorizontalPodAutoscaler", "web").at("status", "conditions"))
                .as("%s", web.lines)
                .isEmpty();
        assertThat(web.lines).anyMatch(l -> l.contains("serves no usage of CPU and memory"));
    }

    @Test
    void anAutoscalerThatIsAddedGoesOnFromTheLiveNumberAndKeepsWhatItSets() {
        deployed(Apps.web("v1"), Status.SUCCEEDED);
        web.scale(5);
        deployed(Apps.web("v1") + AUTOSCALER, Status.SUCCEEDED);
        assertThat(replicas()).isEqualTo(5);

        web.scale(4);
        deployed(Apps.web("v2") + AUTOSCALER, Status.SUCCEEDED);
        assertThat(replicas()).isEqualTo(4);
        deployed(Apps.web("v2") + AUTOSCALER, Status.UNCHANGED);
    }

    @Test
    void withoutAnAutoscalerTheManifestDecidesAgain() {
        deployed(Apps.web("v1") + AUTOSCALER, Status.SUCCEEDED);
        web.scale(5);
        web.kubectl("", "delete", "hpa", "web");

        deployed(Apps.web("v1"), Status.SUCCEEDED);

        assertThat(replicas()).isEqualTo(2);
        deployed(Apps.web("v1"), Status.UNCHANGED);
    }

    @Test
    void whatIsScaledInTheMiddleOfAReleaseStays() {
        deployed(Apps.web("v1") + AUTOSCALER, Status.SUCCEEDED);
        web.onEvent = event -> {
            if (event instanceof ReleaseEvent.Planned) {
                web.scale(5);
            }
        };

        deployed(Apps.web("v2") + AUTOSCALER, Status.SUCCEEDED);

        assertThat(replicas()).isEqualTo(5);
        assertThat(web.image()).isEqualTo("localhost/web:v2");
    }

    @Test
    void whatIsScaledBeforeAnUndoStays() {
        deployed(Apps.web("v1") + AUTOSCALER, Status.SUCCEEDED);
        web.onEvent = event -> {
            if (event instanceof ReleaseEvent.Applied applied && applied.what().equals("updated")) {
                web.scale(5);
            }
        };

        deployed(Apps.web("v2", "image-not-found", "info") + AUTOSCALER, Status.UNDONE);

        assertThat(replicas()).isEqualTo(5);
        assertThat(web.image()).isEqualTo("localhost/web:v1");
    }

    @Test
    void anUndoGivesATakenNumberBack() {
        deployed(Apps.web("v1"), Status.SUCCEEDED);
        web.scale(4);

        deployed(Apps.web("v2", "image-not-found", "info"), Status.UNDONE);

        assertThat(replicas()).isEqualTo(4);
    }
}
