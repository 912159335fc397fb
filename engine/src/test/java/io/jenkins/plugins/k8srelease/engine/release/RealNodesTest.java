package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.history.ClaimOptions;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.ProcessIdentity;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
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

/** The backend of the Ticket Booking System with its database, on nodes where pods really run, under load. */
@Tag("realnodes")
class RealNodesTest {

    private static final int RATE = 120;
    private static final int MOST_ROLLS = 6;

    private final TestCluster cluster = new TestCluster();
    private final Localkube localkube = new Localkube();
    private final ReleaseEngine engine = new ReleaseEngine(4, ClaimOptions.standard());
    private final RecordNames names = new RecordNames(cluster.newNamespace(), "booking");

    @AfterEach
    void close() {
        engine.close();
        cluster.close();
    }

    private ReleaseResult deploy(String version) {
        return deploy(BookingBackend.manifests(names.namespace(), version), version);
    }

    private ReleaseResult deploy(String manifests, String version) {
        ReleaseSettings settings = ReleaseSettings.standard()
                .withTimeout(Duration.ofMinutes(3))
                .withSmoke(List.of(
                        SmokeCheck.parse("backend-service:3000/api/health").withJson("/version", version)));
        Holder holder = new Holder(UUID.randomUUID().toString(), "test", "here", ProcessIdentity.current());
        StringBuilder lines = new StringBuilder();
        ReleaseResult result = engine.deploy(
                        cluster.admin(),
                        new DeployRequest(names, Apps.load(manifests), settings, holder, false),
                        event -> lines.append(event.line()).append('\n'))
                .join();
        System.out.println(lines + "=> " + result.status() + ": " + result.message());
        return result;
    }

    private String url() {
        return "http://127.0.0.1:" + localkube.expose(names.namespace(), "backend-service", 3000) + "/api/health";
    }

    @Test
    void noRequestFailsWhileAVersionIsReleasedAndABrokenOneIsUndone() {
        assertThat(deploy("v1").status()).isEqualTo(Status.SUCCEEDED);
        String url = url();
        try (Localkube.Load connecting = localkube.load(url, RATE, false);
                Localkube.Load keeping = localkube.load(url, RATE, true)) {
            assertThat(deploy("v2").status()).isEqualTo(Status.SUCCEEDED);
            ReleaseResult broken = deploy("crash");
            assertThat(broken.status()).isEqualTo(Status.UNDONE);
            assertThat(broken.message()).contains("ended with exit code 1", "seat map");
            for (JsonNode count : List.of(connecting.stop(), keeping.stop())) {
                System.out.println("[load] " + count);
                assertThat(count.path("failed").asInt()).as(count.toString()).isZero();
                assertThat(count.path("requests").asInt()).isGreaterThan(RATE * 10);
                assertThat(count.path("versions").path("v1").asInt()).isPositive();
                assertThat(count.path("versions").path("v2").asInt()).isPositive();
            }
        }
    }

    /**
     * The counterpart: with an application that does not stop gracefully requests do fail, so the count can. Each release
     * changes a setting only, so that abrupt pods make way for abrupt pods; how many requests meet one that ends is chance,
     * so it goes on until some have.
     */
    @Test
    void requestsFailWithAnApplicationThatDoesNotStopGracefully() {
        assertThat(deploy("abrupt").status()).isEqualTo(Status.SUCCEEDED);
        String url = url();
        int failed = 0;
        for (int roll = 1; failed == 0 && roll <= MOST_ROLLS; roll++) {
            String next = BookingBackend.manifests(names.namespace(), "abrupt")
                    .replace("API_TIMEOUT: \"30000\"", "API_TIMEOUT: \"3000" + roll + "\"");
            try (Localkube.Load connecting = localkube.load(url, RATE, false);
                    Localkube.Load keeping = localkube.load(url, RATE, true)) {
                assertThat(deploy(next, "abrupt").status()).isEqualTo(Status.SUCCEEDED);
                for (JsonNode count : List.of(connecting.stop(), keeping.stop())) {
                    System.out.println("[load, without graceful stop] " + count);
                    failed += count.path("failed").asInt();
                }
            }
        }
        assertThat(failed).isPositive();
    }
}
