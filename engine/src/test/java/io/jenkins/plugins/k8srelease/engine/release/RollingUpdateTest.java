package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.manifest.ImageOverride;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.rollout.EnvChange;
import io.jenkins.plugins.k8srelease.engine.rollout.RolloutEditor;
import io.jenkins.plugins.k8srelease.engine.rollout.RolloutEdits;
import io.jenkins.plugins.k8srelease.engine.rollout.WorkloadName;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.Localkube;
import io.jenkins.plugins.k8srelease.engine.testing.Releasing;
import io.jenkins.plugins.k8srelease.engine.testing.Turn;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("cluster")
@Turn(2)
class RollingUpdateTest {

    private final Releasing web = new Releasing();

    @AfterEach
    void close() {
        web.close();
    }

    @Test
    void aNewImageRollsTheRecordedWorkload() {
        web.deploy(Apps.web("v1"));

        ReleaseResult result = web.update(Releasing.image("v2"));

        assertThat(result.status()).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(web.image()).isEqualTo("localhost/web:v2");
        assertThat(result.plan().orElseThrow().changes()).hasSize(1);
        assertThat(web.head().revision(2).orElseThrow().operation()).isEqualTo("rolling-update");
    }

    @Test
    void anUnchangedTagIsSaidToRollNothing() {
        web.deploy(Apps.web("v1"));
        String before = web.deployment().resourceVersion();

        ReleaseResult result = web.update(Releasing.image("v1"));

        assertThat(result.status()).as("%s", web.lines).isEqualTo(Status.UNCHANGED);
        assertThat(web.lines).anyMatch(l -> l.contains("deployment/web runs localhost/web:v1 already"));
        assertThat(web.deployment().resourceVersion()).isEqualTo(before);
    }

    @Test
    void variablesAndPaceAndRestartAreChangedTogether() {
        web.deploy(Apps.web("v1"));
        RolloutEdits edits = RolloutEdits.of(List.of(WorkloadName.parse("deployment/web")))
                .withEnv(List.of(EnvChange.set("GREETING", "hello")))
                .withRestart(true)
                .withPace("2", "0", 1);

        ReleaseResult result = web.update(edits);

        assertThat(result.status()).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);
        var spec = web.deployment().at("spec");
        assertThat(spec.at("/strategy/rollingUpdate/maxSurge").asInt()).isEqualTo(2);
        assertThat(spec.path("minReadySeconds").asInt()).isEqualTo(1);
        assertThat(spec.at("/template/spec/containers/0/env/0/value").asText()).isEqualTo("hello");
        assertThat(spec.at("/template/metadata/annotations")
                        .path(RolloutEditor.RESTART)
                        .asText())
                .isEqualTo("2");

        ReleaseResult next = web.deploy(Apps.web("v1"));
        assertThat(next.status()).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(web.deployment()
                        .at("spec", "template", "metadata", "annotations")
                        .path(RolloutEditor.RESTART)
                        .asText())
                .isEqualTo("2");
    }

    @Test
    void anUpdateThatDoesNotBecomeHealthyIsUndone() {
        web.deploy(Apps.web("v1"));
        RolloutEdits slow = Releasing.image("v2").withPace(null, null, 300);

        ReleaseResult result = web.update(slow, Releasing.SETTINGS.withTimeout(Duration.ofSeconds(4)));

        assertThat(result.status()).as("%s", web.lines).isEqualTo(Status.UNDONE);
        assertThat(web.image()).isEqualTo("localhost/web:v1");
        assertThat(web.deployment().at("spec", "minReadySeconds").isMissingNode())
                .isTrue();
        assertThat(web.head().live()).isEqualTo(1);
    }

    @Test
    void whatMatchesNothingIsRefusedWithWhatThereIs() {
        web.deploy(Apps.web("v1"));
        RolloutEdits edits = RolloutEdits.of(List.of(WorkloadName.parse("deployment/wbe")))
                .withEnv(List.of(EnvChange.set("A", "b")));

        ReleaseResult result = web.update(edits);

        assertThat(result.status()).as("%s", web.lines).isEqualTo(Status.BAD_INPUT);
        assertThat(result.message()).contains("there is no deployment/wbe; did you mean deployment/web?");
        assertThat(web.head().lastRevision()).isEqualTo(1);
    }

    private void appliedByKubectl() {
        Localkube.kubectl("", "create", "namespace", web.names.namespace());
        web.kubectl(Apps.web("v1"), "apply", "-f", "-");
    }

    private static RolloutEdits onlyWeb(String tag) {
        return RolloutEdits.of(List.of(WorkloadName.parse("deployment/web")))
                .withImages(List.of(ImageOverride.of("localhost/web", tag)));
    }

    @Test
    void aWorkloadThatIsNotOnRecordIsPatchedAndCanBeGoneBackFrom() {
        appliedByKubectl();

        ReleaseResult first = web.update(onlyWeb("v2"));
        assertThat(first.status()).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(first.plan().orElseThrow().changes()).singleElement().satisfies(c -> assertThat(c.changes())
                .singleElement()
                .satisfies(f -> assertThat(f.toString()).contains("localhost/web:v1", "localhost/web:v2")));
        assertThat(web.update(onlyWeb("v3")).status()).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(web.image()).isEqualTo("localhost/web:v3");

        assertThat(web.rollback("previous").status()).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(web.image()).startsWith("localhost/web:v2@sha256:");

        assertThat(web.deploy(Apps.web("v4")).status()).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(web.image()).isEqualTo("localhost/web:v4");
        assertThat(web.deploy(Apps.web("v4")).status()).as("%s", web.lines).isEqualTo(Status.UNCHANGED);
    }

    @Test
    void aPatchThatDoesNotBecomeHealthyIsUndone() {
        appliedByKubectl();
        String before = web.deployment().at("spec").toString();

        ReleaseResult result = web.update(
                onlyWeb("v2").withPace(null, null, 300), Releasing.SETTINGS.withTimeout(Duration.ofSeconds(4)));

        assertThat(result.status()).as("%s", web.lines).isEqualTo(Status.UNDONE);
        assertThat(web.deployment().at("spec").toString()).isEqualTo(before);
    }
}
