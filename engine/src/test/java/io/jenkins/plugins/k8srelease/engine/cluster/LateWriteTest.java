package io.jenkins.plugins.k8srelease.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.jenkins.plugins.k8srelease.engine.testing.TestCluster;
import io.jenkins.plugins.k8srelease.engine.testing.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A write that could not leave in time must not arrive later. */
@Tag("cluster")
class LateWriteTest {

    private static final ResourceType CONFIG_MAPS = new ResourceType("", "v1", "ConfigMap", "configmaps", true);

    private final TestCluster cluster = new TestCluster();
    private final String name = "late-" + UUID.randomUUID();

    @AfterEach
    void close() {
        cluster.close();
    }

    private ApiRequest creation() {
        ObjectNode map = Trees.tree("{'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': '" + name + "'}}");
        return ApiRequest.post(CONFIG_MAPS.path("default"), map);
    }

    private boolean exists() {
        return Cluster.join(cluster.admin().get(CONFIG_MAPS, "default", name)).isPresent();
    }

    @Test
    void isSentWithinItsLimit() {
        Cluster.join(cluster.admin().send(creation().before(SendLimit.in(Duration.ofMinutes(1)))));

        assertThat(exists()).isTrue();
        Cluster.join(cluster.admin().send(ApiRequest.delete(CONFIG_MAPS.path("default", name), Trees.tree("{}"))));
    }

    @Test
    void isNotSentWhenItsConnectionComesUpTooLate() throws Exception {
        try (SlowDoor door = new SlowDoor(URI.create(cluster.admin().server()))) {
            Config config = new ConfigBuilder(TestCluster.config())
                    .withMasterUrl("https://127.0.0.1:" + door.port())
                    .build();
            try (Cluster behind = Cluster.connect(config, ClusterOptions.standard())) {
                SendLimit limit = SendLimit.in(Duration.ofMillis(200));
                CompletableFuture<ApiResponse> answer = behind.send(creation().before(limit));
                while (!limit.hasPassed()) {
                    Thread.onSpinWait();
                }
                door.open();

                assertThatThrownBy(() -> Cluster.join(answer))
                        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.isTransient())
                                .isTrue());
            }
        }
        assertThat(exists()).isFalse();
    }

    /** Takes connections, and passes nothing on before it is opened. */
    private static final class SlowDoor implements AutoCloseable {

        private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final CompletableFuture<Void> opened = new CompletableFuture<>();

        SlowDoor(URI server) throws IOException {
            run(() -> {
                while (true) {
                    Socket client = listener.accept();
                    opened.join();
                    Socket upstream = new Socket(server.getHost(), server.getPort());
                    run(() -> pump(client, upstream));
                    run(() -> pump(upstream, client));
                }
            });
        }

        int port() {
            return listener.getLocalPort();
        }

        void open() {
            opened.complete(null);
        }

        private static Void pump(Socket from, Socket to) throws IOException {
            try (from;
                    to;
                    InputStream in = from.getInputStream()) {
                in.transferTo(to.getOutputStream());
            }
            return null;
        }

        private static void run(java.util.concurrent.Callable<Void> work) {
            Thread thread = new Thread(() -> {
                try {
                    work.call();
                } catch (Exception e) {
                    // closed by either side
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
