package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ClusterOptions;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveViewTest {

    private static final String PODS = """
            {"kind": "APIGroupDiscoveryList", "items": [{"metadata": {}, "versions": [{"version": "v1", "resources": [
              {"resource": "pods", "responseKind": {"version": "v1", "kind": "Pod"}, "scope": "Namespaced"}]}]}]}""";

    private final CountDownLatch asked = new CountDownLatch(1);
    private HttpServer server;
    private Config config;
    private Cluster cluster;
    private LiveView view;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/api", exchange -> answer(exchange, 200, PODS));
        server.createContext("/apis", exchange -> answer(exchange, 200, "{\"kind\":\"APIGroupDiscoveryList\"}"));
        server.createContext("/api/v1/namespaces/silent/pods", exchange -> asked.countDown());
        server.createContext("/api/v1/namespaces/secret/pods", exchange -> answer(exchange, 403, "{}"));
        server.start();
        config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .build();
        cluster = Cluster.connect(config, ClusterOptions.standard());
        view = new LiveView(cluster, () -> {}, line -> {});
    }

    @AfterEach
    void stop() {
        cluster.close();
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void aKindThatMayNotBeReadIsNamedOnce() {
        view.watch(Kinds.POD, "secret");
        view.awaitReady();

        assertThat(view.takeUnreadable()).containsExactly("Pod");
        assertThat(view.takeUnreadable()).isEmpty();
    }

    @Test
    void aServerThatBeginsNoWatchIsGivenUp() {
        ClusterOptions hasty = ClusterOptions.standard().withListTimeout(Duration.ofMillis(100));
        try (Cluster impatient = Cluster.connect(config, hasty);
                LiveView blind = new LiveView(impatient, () -> {}, line -> {})) {
            blind.watch(Kinds.POD, "silent");

            assertThatThrownBy(blind::awaitReady)
                    .isInstanceOf(ReleaseFailure.class)
                    .hasMessage("the API server begins no watch of Pod in namespace silent");
        }
    }

    /** Nobody is told to mend a role because Jenkins goes down. */
    @Test
    void aConnectionThatIsClosedSaysNothingOfRights() throws Exception {
        view.watch(Kinds.POD, "silent");
        assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(view::awaitReady);

        cluster.close();

        waiting.get(1, TimeUnit.MINUTES);
        assertThat(view.takeUnreadable()).isEmpty();
    }
}
