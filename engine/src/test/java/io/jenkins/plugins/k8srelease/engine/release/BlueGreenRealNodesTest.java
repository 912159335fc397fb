package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenOptions;
import io.jenkins.plugins.k8srelease.engine.history.ClaimOptions;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.history.HeadStore;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.ProcessIdentity;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.ImageOverride;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.rollout.RolloutEdits;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.BookingBackend;
import io.jenkins.plugins.k8srelease.engine.testing.Localkube;
import io.jenkins.plugins.k8srelease.engine.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The backend of the Ticket Booking System changes colours under load, on nodes where pods really run. */
@Tag("realnodes")
class BlueGreenRealNodesTest {

    private static final int RATE = 120;
    private static final String SERVICE = "backend-service";

    private final TestCluster cluster = new TestCluster();
    private final Localkube localkube = new Localkube();
    private final ReleaseEngine engine = new ReleaseEngine(4, ClaimOptions.standard());
    private final RecordNames names = new RecordNames(cluster.newNamespace(), "booking");
    private final ReleaseSettings settings = ReleaseSettings.standard().withTimeout(Duration.ofMinutes(3));
    private final BlueGreenOptions options = BlueGreenOptions.of(SERVICE).withDrain(Duration.ofSeconds(10));

    @AfterEach
    void close() {
        engine.close();
        cluster.close();
    }

    private static Holder holder() {
        return new Holder(UUID.randomUUID().toString(), "test", "here", ProcessIdentity.current());
    }

    private ReleaseResult told(ReleaseRun run) {
        ReleaseResult result = run.join();
        System.out.println("=> " + result.status() + ": " + result.message());
        return result;
    }

    private ReleaseRun blueGreen(String version, BlueGreenOptions how, ReleaseSettings with, Gate gate) {
        RolloutEdits edits =
                RolloutEdits.of(List.of()).withImages(List.of(ImageOverride.of("ticket-booking/backend", version)));
        ReleaseSettings tested = with.withSmoke(
                List.of(SmokeCheck.parse(SERVICE + ":3000/api/health").withJson("/version", version)));
        return engine.blueGreen(
                cluster.admin(),
                new BlueGreenRequest(names, List.of(), edits, how, tested, gate, holder(), false),
                event -> System.out.println(event.line()));
    }

    private void rollback(String to) {
        assertThat(told(engine.rollback(
                                cluster.admin(),
                                new RollbackRequest(names, to, List.of(), false, settings, holder(), false),
                                event -> System.out.println(event.line())))
                        .status())
                .isEqualTo(Status.SUCCEEDED);
    }

    private String active() {
        Colours colours = new HeadStore(cluster.admin(), names)
                .read()
                .orElseThrow()
                .head()
                .colours();
        return colours.active().colour();
    }

    @Test
    void noRequestFailsThroughAdoptionSwitchSwitchBackAndBothWaysBack() {
        DeployRequest first = new DeployRequest(
                names, Apps.load(BookingBackend.manifests(names.namespace(), "v1")), settings, holder(), false);
        assertThat(told(engine.deploy(cluster.admin(), first, event -> {})).status())
                .isEqualTo(Status.SUCCEEDED);
        String url = "http://127.0.0.1:" + localkube.expose(names.namespace(), SERVICE, 3000) + "/api/health";
        try (Localkube.Load connecting = localkube.load(url, RATE, false);
                Localkube.Load keeping = localkube.load(url, RATE, true)) {
            assertThat(told(blueGreen("v2", options, settings, null)).status()).isEqualTo(Status.SUCCEEDED);
            assertThat(active()).isEqualTo(Colours.GREEN);
            rollback("1");
            assertThat(active()).isEqualTo(Colours.BLUE);
            switchedBack();
            assertThat(told(blueGreen("v2", options.withKeepOld(Duration.ZERO), settings, null))
                            .status())
                    .isEqualTo(Status.SUCCEEDED);
            rollback("1");
            for (JsonNode count : List.of(connecting.stop(), keeping.stop())) {
                System.out.println("[load] " + count);
                assertThat(count.path("failed").asInt()).as(count.toString()).isZero();
                assertThat(count.path("requests").asInt()).isGreaterThan(RATE * 30);
                assertThat(count.path("versions").path("v1").asInt()).isPositive();
                assertThat(count.path("versions").path("v2").asInt()).isPositive();
            }
        }
    }

    /** Aborted while it is observed: nothing is wrong with the new colour, and yet nothing of it may be lost. */
    private void switchedBack() {
        ReleaseRun[] run = new ReleaseRun[1];
        run[0] = engine.blueGreen(
                cluster.admin(),
                new BlueGreenRequest(
                        names,
                        List.of(),
                        RolloutEdits.of(List.of())
                                .withImages(List.of(ImageOverride.of("ticket-booking/backend", "v2"))),
                        options,
                        settings.withObserve(Duration.ofMinutes(2)),
                        null,
                        holder(),
                        false),
                event -> {
                    System.out.println(event.line());
                    if (event.line().startsWith("only ")) {
                        run[0].abort("the test asks for the way back");
                    }
                });
        assertThat(told(run[0]).status()).isEqualTo(Status.UNDONE);
    }
}
