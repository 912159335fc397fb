package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.history.PruneTarget;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.Colouring;
import io.jenkins.plugins.k8srelease.engine.testing.Releasing;
import io.jenkins.plugins.k8srelease.engine.testing.Turn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A prune of an application with colours takes nothing away that either of them needs, and the rest once it may. */
@Tag("cluster")
@Turn(2)
class BlueGreenPruneTest {

    private static final ReleaseSettings PRUNE = Releasing.SETTINGS.withPrune(true);
    private static final String BUDGET = """
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: web}
            spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
            """;
    private static final String SETTINGS_OF_OLD = """
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: of-old}
            data: {a: b}
            """;

    /** Its pods read the old ConfigMap by its own name, as the record has it. */
    private static final String OLD =
            Apps.web("v1").replace("{secretRef:", "{configMapRef: {name: of-old}}, {secretRef:")
                    + SETTINGS_OF_OLD
                    + BUDGET;

    private final Colouring web = new Colouring();

    @AfterEach
    void close() {
        web.close();
    }

    private void succeeds(ReleaseResult result) {
        assertThat(result.status()).as("%s", web.web.lines).isEqualTo(Status.SUCCEEDED);
    }

    private boolean has(String apiVersion, String kind, String name) {
        return web.web.exists(apiVersion, kind, name);
    }

    @Test
    void aPruneLeavesWhatTheKeptColourNeedsUntilItIsRetired() {
        succeeds(web.web.deploy(OLD));
        succeeds(web.manifests(Apps.web("v2", "", "debug") + BUDGET));
        String copy = web.colours().active().copies().iterator().next();

        ReleaseResult pruned = web.web.deploy(Apps.web("v3", "", "debug") + BUDGET, PRUNE);

        succeeds(pruned);
        assertThat(pruned.plan().orElseThrow().pruned())
                .filteredOn(t -> t.object().name().equals("of-old"))
                .extracting(PruneTarget::kept)
                .containsExactly("blue, which is kept for a way back, was released with it");
        assertThat(web.hasDeployment("web")).isTrue();
        assertThat(web.hasDeployment("web-green")).isTrue();
        assertThat(has("v1", "ConfigMap", "of-old")).isTrue();
        assertThat(has("v1", "ConfigMap", copy.substring(copy.indexOf('/') + 1)))
                .isTrue();
        assertThat(has("v1", "Service", "web-preview")).isTrue();
        assertThat(has("policy/v1", "PodDisruptionBudget", "web-standby")).isTrue();

        succeeds(web.web.rollback("1"));
        assertThat(web.colours().active().workloads().get(0).deployment()).isEqualTo("web");
        succeeds(web.web.rollback("previous"));

        succeeds(web.retire(false));
        succeeds(web.web.deploy(Apps.web("v4", "", "debug") + BUDGET, PRUNE));
        assertThat(has("v1", "ConfigMap", "of-old")).isFalse();
        assertThat(web.hasDeployment("web")).isFalse();
        assertThat(web.hasDeployment("web-green")).isTrue();
        assertThat(web.selector()).isEqualTo(web.colours().active().selector());
    }
}
