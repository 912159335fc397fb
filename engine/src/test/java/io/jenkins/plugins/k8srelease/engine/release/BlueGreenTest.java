package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.bluegreen.ColourLabels;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.Colouring;
import io.jenkins.plugins.k8srelease.engine.testing.Releasing;
import io.jenkins.plugins.k8srelease.engine.testing.Turn;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Blue-green releases from what may be there already, and the ways that they can end. */
@Tag("cluster")
@Turn(1)
class BlueGreenTest {

    private final Colouring web = new Colouring();

    @AfterEach
    void close() {
        web.close();
    }

    private void deployed() {
        assertThat(web.web.deploy(Apps.web("v1")).status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void aPlainDeploymentIsAdoptedAndTheOtherColourServes() {
        deployed();

        ReleaseResult result = web.image("v2");

        assertThat(result.status()).as("%s", web.web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(web.selector()).isEqualTo(Map.of("app", "web", ColourLabels.COLOUR, Colours.GREEN));
        assertThat(web.colours().active().colour()).isEqualTo(Colours.GREEN);
        assertThat(web.colours().standby().colour()).isEqualTo(Colours.BLUE);
        assertThat(web.hasDeployment("web")).isTrue();
        assertThat(web.hasDeployment("web-green")).isTrue();
        assertThat(web.web.exists("v1", "Service", "web-preview")).isTrue();
    }

    @Test
    void theSecondReleaseGoesTheOtherWayAndRetiresTheFirst() {
        deployed();
        web.image("v2");

        ReleaseResult result = web.image("v3");

        assertThat(result.status()).as("%s", web.web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(web.selector()).containsEntry(ColourLabels.COLOUR, Colours.BLUE);
        assertThat(web.hasDeployment("web")).isFalse();
        assertThat(web.hasDeployment("web-blue")).isTrue();
        assertThat(web.hasDeployment("web-green")).isTrue();
    }

    @Test
    void theSameAgainChangesNothing() {
        deployed();
        web.image("v2");
        int revision = web.web.head().lastRevision();

        ReleaseResult result = web.image("v2");

        assertThat(result.status()).as("%s", web.web.lines).isEqualTo(Status.UNCHANGED);
        assertThat(web.web.head().lastRevision()).isEqualTo(revision);
    }

    @Test
    void aFirstReleaseServesOnlyWhenItIsTested() {
        boolean[] served = new boolean[1];
        Gate gate = ready -> {
            served[0] = web.web.exists("v1", "Service", "web");
            return CompletableFuture.completedFuture(Gate.Verdict.pass());
        };

        ReleaseResult result = web.manifests(Apps.web("v1"), gate, Colouring.OPTIONS, Releasing.SETTINGS);

        assertThat(result.status()).as("%s", web.web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(served[0]).isFalse();
        assertThat(web.selector()).containsEntry(ColourLabels.COLOUR, Colours.BLUE);
        assertThat(web.colours().standby()).isNull();
        assertThat(web.manifests(Apps.web("v1")).status())
                .as("%s", web.web.lines)
                .isEqualTo(Status.UNCHANGED);
    }

    @Test
    void aFailingTestLeavesEverythingAsItWas() {
        deployed();
        Gate gate = ready -> CompletableFuture.completedFuture(Gate.Verdict.fail("the seat map is empty"));

        ReleaseResult result = web.image("v2", gate, Colouring.OPTIONS, Releasing.SETTINGS);

        assertThat(result.status()).as("%s", web.web.lines).isEqualTo(Status.UNDONE);
        assertThat(result.message()).contains("the seat map is empty");
        assertThat(web.selector()).isEqualTo(Map.of("app", "web"));
        assertThat(web.hasDeployment("web-green")).isFalse();
        assertThat(web.web.exists("v1", "Service", "web-preview")).isFalse();
        assertThat(web.web.deployment().at("spec", "paused").asBoolean()).isFalse();
        assertThat(web.colours()).isNull();
    }

    @Test
    void aRollbackWithinTheWindowOnlySwitches() {
        deployed();
        web.image("v2");
        String green = web.web.get("apps/v1", "Deployment", "web-green").uid();

        ReleaseResult result = web.web.rollback("previous");

        assertThat(result.status()).as("%s", web.web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(web.selector()).containsKey(ColourLabels.HASH).doesNotContainKey(ColourLabels.COLOUR);
        assertThat(web.colours().active().colour()).isEqualTo(Colours.BLUE);
        assertThat(web.colours().standby().workloads().get(0).uid()).isEqualTo(green);
    }

    @Test
    void aRollbackAfterTheWindowBringsTheOldColourUpFirst() {
        deployed();
        web.image("v2", null, Colouring.OPTIONS.withKeepOld(Duration.ZERO), Releasing.SETTINGS);
        assertThat(web.colours().standby()).isNull();
        assertThat(web.hasDeployment("web")).isFalse();

        ReleaseResult result = web.web.rollback("previous");

        assertThat(result.status()).as("%s", web.web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(web.selector()).containsEntry(ColourLabels.COLOUR, Colours.BLUE);
        assertThat(web.web
                        .get("apps/v1", "Deployment", "web-blue")
                        .at("spec", "template")
                        .toString())
                .contains("localhost/web");
    }

    @Test
    void theSameRollbackAgainChangesNothing() {
        deployed();
        web.image("v2");
        web.web.rollback("1");

        assertThat(web.web.rollback("1").status()).as("%s", web.web.lines).isEqualTo(Status.UNCHANGED);
        assertThat(web.colours().standby().colour()).isEqualTo(Colours.GREEN);

        web.retire(false);
        web.image("v3", null, Colouring.OPTIONS.withKeepOld(Duration.ZERO), Releasing.SETTINGS);
        assertThat(web.web.rollback("1").status()).as("%s", web.web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(web.web.rollback("1").status()).as("%s", web.web.lines).isEqualTo(Status.UNCHANGED);
    }

    @Test
    void whatTurnsUnhealthyAfterTheSwitchIsSwitchedBackByItself() {
        deployed();

        ReleaseResult result = web.manifests(
                Apps.web("v2", "unhealthy-after=6s", "info"),
                null,
                Colouring.OPTIONS,
                Releasing.SETTINGS.withObserve(Duration.ofSeconds(30)));

        assertThat(result.status()).as("%s", web.web.lines).isEqualTo(Status.UNDONE);
        assertThat(web.web.lines).anyMatch(l -> l.startsWith("switched Service web to green"));
        assertThat(web.web.lines).anyMatch(l -> l.startsWith("switched Service web back to blue"));
        assertThat(web.selector()).isEqualTo(Map.of("app", "web"));
        assertThat(web.hasDeployment("web-green")).isFalse();
    }
}
