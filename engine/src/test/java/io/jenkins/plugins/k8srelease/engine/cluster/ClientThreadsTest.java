package io.jenkins.plugins.k8srelease.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClientThreadsTest {

    private final ClientThreads threads = new ClientThreads();

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void thereAreNoMoreHoweverMuchArrives() {
        for (ExecutorService pool : List.of(threads.answers(), threads.watches())) {
            Set<Thread> busy = ConcurrentHashMap.newKeySet();
            CountDownLatch full = new CountDownLatch(ClientThreads.MOST);
            CountDownLatch open = new CountDownLatch(1);
            CompletableFuture<?>[] tasks = new CompletableFuture<?>[200];
            for (int i = 0; i < tasks.length; i++) {
                tasks[i] = CompletableFuture.runAsync(
                        () -> {
                            busy.add(Thread.currentThread());
                            full.countDown();
                            await(open);
                        },
                        pool);
            }
            await(full);
            open.countDown();
            CompletableFuture.allOf(tasks).join();

            assertThat(busy).hasSize(ClientThreads.MOST);
        }
    }

    @Test
    void noneOfThemWaitsForAnAnswer() {
        CompletableFuture<String> answer = new CompletableFuture<>();

        assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> Cluster.join(answer), threads.answers())
                        .join())
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not wait");
    }

    /** Answers that come at once are taken apart by few, there is a limit to how many can, and a write waits for none. */
    @Test
    void theClientUsesTheseThreads() throws Exception {
        int requests = 100;
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), requests);
        CountDownLatch atOnce = new CountDownLatch(Cluster.MOST_READS);
        CountDownLatch written = new CountDownLatch(1);
        AtomicInteger held = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        server.setExecutor(task -> new Thread(task, "the server").start());
        server.createContext("/", exchange -> {
            if (exchange.getRequestMethod().equals("GET")) {
                most.accumulateAndGet(held.incrementAndGet(), Math::max);
                atOnce.countDown();
                await(atOnce);
                await(written);
                held.decrementAndGet();
            }
            byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .build();
        ClusterOptions patient = ClusterOptions.standard().withRequestTimeout(Duration.ofMinutes(1));
        try (Cluster cluster = Cluster.connect(config, patient)) {
            List<CompletableFuture<ApiResponse>> answers = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                answers.add(cluster.send(ApiRequest.get("/version")));
            }
            await(atOnce);
            Cluster.join(cluster.send(ApiRequest.put("/renewal", JsonNodeFactory.instance.objectNode())));
            written.countDown();
            assertThat(Cluster.join(answers)).hasSize(requests);

            assertThat(most).hasValue(Cluster.MOST_READS);
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .anyMatch(name -> name.startsWith("k8s-release-client-answer"))
                    .noneMatch(name -> name.startsWith("ReleaseHttpClientFactory"));
        } finally {
            server.stop(0);
        }
    }
}
