package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.Releasing;
import io.jenkins.plugins.k8srelease.engine.testing.Turn;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("cluster")
@Turn(3)
class RollbackTest {

    private final Releasing web = new Releasing();

    @AfterEach
    void close() {
        web.close();
    }

    private String password() {
        return new String(
                Base64.getDecoder().decode(web.get("v1", "Secret", "web-secret").text("data", "PASSWORD")),
                StandardCharsets.UTF_8);
    }

    /** As a person does who rotates a password by hand. */
    private void rotate(String value) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("stringData").put("PASSWORD", value);
        Cluster.join(web.cluster
                .admin()
                .send(ApiRequest.patch(
                        "/api/v1/namespaces/" + web.names.namespace() + "/secrets/web-secret",
                        ApiRequest.MERGE_PATCH,
                        patch)));
    }

    @Test
    void previousIsTheLastGoodReleaseWithItsConfigurationAndTheImageThatItsPodsRan() {
        web.deploy(Apps.web("v1"));
        web.deploy(Apps.web("v2", "", "debug"));

        ReleaseResult result = web.rollback("previous");

        assertThat(result.status()).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(web.image()).startsWith("localhost/web:v1@sha256:");
        assertThat(web.get("v1", "ConfigMap", "web-config").text("data", "LOG_LEVEL"))
                .isEqualTo("info");
        assertThat(web.head().live()).isEqualTo(3);
        assertThat(web.head().revision(3).orElseThrow().operation()).isEqualTo("rollback");
        assertThat(web.lines).anyMatch(l -> l.startsWith("back to release 1"));
    }

    @Test
    void aRotatedPasswordStaysUnlessItIsAskedFor() {
        web.deploy(Apps.web("v1"));
        web.deploy(Apps.web("v2"));
        rotate("rotated");

        assertThat(web.rollback("1").status()).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(password()).isEqualTo("rotated");

        web.deploy(Apps.web("v2"), Releasing.SETTINGS.withForceConflicts(true));
        assertThat(web.rollback("1", true).status()).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(password()).isEqualTo("correct-horse-battery");
        assertThat(web.lines).noneMatch(l -> l.contains("rotated") || l.contains("correct-horse"));
    }

    @Test
    void whatWasFoundToBeBadIsNoPlaceToGoBackTo() {
        web.deploy(Apps.web("v1"));
        web.deploy(Apps.web("v2"));
        web.deploy(Apps.web("v3"));
        assertThat(web.engine.markBad(web.cluster.admin(), web.names, 2, "it lost orders"))
                .contains(2);
        assertThat(web.engine.markBad(web.cluster.admin(), web.names, 0, "smoke test failed"))
                .contains(3);
        assertThat(web.head().live()).isEqualTo(3);
        assertThat(web.head().lastGood()).isEqualTo(1);

        assertThat(web.rollback("previous").status()).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);

        assertThat(web.image()).startsWith("localhost/web:v1@sha256:");
        assertThat(web.head().lastGood()).isEqualTo(4);
    }

    @Test
    void thereMustBeSomethingToGoBackTo() {
        web.deploy(Apps.web("v1"));
        web.deploy(Apps.web("v2", "image-not-found", "info"));

        assertThat(web.rollback("previous").status()).as("%s", web.lines).isEqualTo(Status.NOT_STARTED);
        ReleaseResult failed = web.rollback("2");
        assertThat(failed.status()).as("%s", web.lines).isEqualTo(Status.BAD_INPUT);
        assertThat(failed.message()).contains("release 2 did not pass").contains("these passed: 1 (live)");
        assertThat(web.rollback("9").message()).contains("there is no release 9 on record");
    }

    @Test
    void afterAFailureThatWasLeftAsItIsPreviousIsTheReleaseBeforeIt() {
        web.deploy(Apps.web("v1"));
        web.deploy(Apps.web("v2", "image-not-found", "info"), Releasing.SETTINGS.withUndoOnFailure(false));
        assertThat(web.image()).isEqualTo("localhost/web:v2");

        assertThat(web.rollback("previous").status()).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);

        assertThat(web.image()).isEqualTo("localhost/web:v1");
        assertThat(web.head().live()).isEqualTo(3);
    }
}
