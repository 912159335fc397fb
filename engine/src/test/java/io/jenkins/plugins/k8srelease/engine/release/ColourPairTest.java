package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenOptions;
import io.jenkins.plugins.k8srelease.engine.manifest.ImageOverride;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.rollout.RolloutEdits;
import io.jenkins.plugins.k8srelease.engine.testing.ColourWatch;
import io.jenkins.plugins.k8srelease.engine.testing.Localkube;
import io.jenkins.plugins.k8srelease.engine.testing.Releasing;
import io.jenkins.plugins.k8srelease.engine.testing.TestCluster;
import io.jenkins.plugins.k8srelease.engine.testing.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The pair of Deployments that manifests/deployments/blue-green-deployment.yaml makes with kubectl, taken over as it is. */
@Tag("cluster")
@Turn(3)
class ColourPairTest {

    private static final Path PAIR = Path.of("..", "manifests", "deployments", "blue-green-deployment.yaml");
    private static final String SERVICE = "frontend-active";
    private static final Map<String, String> BLUE = Map.of("app", "frontend", "version", "blue");
    private static final Map<String, String> GREEN = Map.of("app", "frontend", "version", "green");

    private final Releasing frontend = new Releasing();
    private final KubernetesClient client =
            new KubernetesClientBuilder().withConfig(TestCluster.config()).build();

    @AfterEach
    void close() {
        client.close();
        frontend.close();
    }

    @BeforeEach
    void makeThePair() throws IOException {
        String namespace = frontend.names.namespace();
        String pair = Files.readString(PAIR).replace("blue-green-example", namespace);
        Localkube.kubectl(pair, "apply", "-f", "-");
        for (String colour : List.of("blue", "green")) {
            frontend.kubectl("", "rollout", "status", "deployment/frontend-" + colour, "--timeout", "60s");
        }
    }

    private ReleaseResult release(String version, Gate gate) {
        RolloutEdits edits =
                RolloutEdits.of(List.of()).withImages(List.of(ImageOverride.of("ticket-booking/frontend", version)));
        BlueGreenOptions options = BlueGreenOptions.of(SERVICE).withDrain(Duration.ofSeconds(1));
        return frontend.told(frontend.engine
                .blueGreen(
                        frontend.cluster.admin(),
                        new BlueGreenRequest(
                                frontend.names,
                                List.of(),
                                edits,
                                options,
                                Releasing.SETTINGS,
                                gate,
                                Releasing.holder(),
                                false),
                        frontend::hear)
                .join());
    }

    private void succeeds(ReleaseResult result) {
        assertThat(result.status()).as("%s", frontend.lines).isEqualTo(Status.SUCCEEDED);
    }

    private Map<String, String> selector(String service) {
        return frontend.get("v1", "Service", service).strings("spec", "selector");
    }

    private KubeObject deployment(String colour) {
        return frontend.get("apps/v1", "Deployment", "frontend-" + colour);
    }

    private String image(String colour) {
        return deployment(colour)
                .at("spec", "template", "spec", "containers")
                .path(0)
                .path("image")
                .asText();
    }

    @Test
    void theIdleColourIsReleasedAndSwitchedToAndTheOtherStaysUntouched() {
        KubeObject blue = deployment("blue");
        try (ColourWatch watch = new ColourWatch(client, frontend.names.namespace(), SERVICE)) {
            succeeds(release("v3", null));

            assertThat(watch.complaints()).isEmpty();
            assertThat(watch.history()).hasSize(2);
            assertThat(watch.history().get(1)).allMatch(rs -> rs.startsWith("frontend-green-"));
        }
        assertThat(selector(SERVICE)).isEqualTo(GREEN);
        assertThat(image("green")).isEqualTo("ticket-booking/frontend:v3");
        assertThat(deployment("blue").uid()).isEqualTo(blue.uid());
        assertThat(deployment("blue").generation()).isEqualTo(blue.generation());
        assertThat(release("v3", null).status()).as("%s", frontend.lines).isEqualTo(Status.UNCHANGED);
    }

    @Test
    void theWayBackToTheColourThatKubectlMadeIsOneSwitch() {
        KubeObject blue = deployment("blue");
        succeeds(release("v3", null));

        succeeds(frontend.rollback("previous"));

        assertThat(selector(SERVICE)).isEqualTo(BLUE);
        assertThat(deployment("blue").generation()).isEqualTo(blue.generation());
        succeeds(release("v4", null));
        assertThat(selector(SERVICE)).isEqualTo(GREEN);
        assertThat(image("green")).isEqualTo("ticket-booking/frontend:v4");
        assertThat(image("blue")).isEqualTo("ticket-booking/frontend:v1");
    }

    @Test
    void aFailingTestGivesThePairBackAsItWas() {
        Gate gate = ready -> CompletableFuture.completedFuture(Gate.Verdict.fail("the page is blank"));

        ReleaseResult result = release("v3", gate);

        assertThat(result.status()).as("%s", frontend.lines).isEqualTo(Status.UNDONE);
        assertThat(result.message()).contains("the page is blank");
        assertThat(selector(SERVICE)).isEqualTo(BLUE);
        assertThat(selector("frontend-preview")).isEqualTo(GREEN);
        assertThat(image("blue")).isEqualTo("ticket-booking/frontend:v1");
        assertThat(image("green")).isEqualTo("ticket-booking/frontend:v2");
    }
}
