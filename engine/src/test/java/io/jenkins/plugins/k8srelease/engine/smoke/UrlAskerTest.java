package io.jenkins.plugins.k8srelease.engine.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real HTTP server of this process. */
class UrlAskerTest {

    private final ExecutorService pool = Executors.newFixedThreadPool(4);
    private final CountDownLatch end = new CountDownLatch(1);
    private final ConcurrentLinkedQueue<HttpExchange> seen = new ConcurrentLinkedQueue<>();
    private HttpServer server;
    private String root;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(pool);
        root = "http://127.0.0.1:" + server.getAddress().getPort();
        on("/ok", exchange -> answer(exchange, 200, "{\"status\":\"ok\"}"));
        on("/moved", exchange -> redirect(exchange, "/ok"));
        on(
                "/away",
                exchange -> redirect(
                        exchange, "http://localhost:" + server.getAddress().getPort() + "/ok"));
        on("/loop", exchange -> redirect(exchange, "/loop"));
        on("/endless", UrlAskerTest.this::endless);
        on("/silent", exchange -> awaitEnd());
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        pool.shutdownNow();
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private void on(String path, Handler handler) {
        server.createContext(path, exchange -> {
            seen.add(exchange);
            try (exchange) {
                handler.handle(exchange);
            }
        });
    }

    private static void answer(HttpExchange exchange, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void redirect(HttpExchange exchange, String where) throws IOException {
        exchange.getResponseHeaders().set("Location", where);
        exchange.sendResponseHeaders(302, -1);
    }

    private void endless(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            byte[] block = new byte[64 * 1024];
            while (end.getCount() > 0) {
                out.write(block);
            }
        }
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private SmokeResult ask(SmokeCheck check) {
        return new UrlAsker(pool).ask(check, 1).join();
    }

    private SmokeCheck get(String path) {
        return SmokeCheck.builder().url(root + path).timeoutMillis(3_000).build();
    }

    @Test
    void asksAndCompares() {
        SmokeResult result = ask(get("/ok").withJson("/status", "ok"));

        assertThat(result.passed()).as(result.detail()).isTrue();
        assertThat(result.pod()).startsWith("127.0.0.1:");
        assertThat(ask(get("/ok").withJson("/status", "down")).detail()).isEqualTo("/status is 'ok' instead of 'down'");
    }

    @Test
    void followsRedirectsOfTheSameHostOnly() {
        assertThat(ask(get("/moved")).passed()).isTrue();
        assertThat(ask(get("/moved").withStatus(302)).passed()).isTrue();
        assertThat(ask(get("/away")).detail()).contains("redirected to localhost", "another host is not asked");
        assertThat(ask(get("/loop")).detail()).contains("more than 5 times");
        assertThat(seen.stream().map(e -> e.getRequestURI().getPath()).filter("/ok"::equals))
                .hasSize(1);
    }

    @Test
    void sendsNoCredential() {
        ask(get("/ok"));

        assertThat(seen.element().getRequestHeaders()).doesNotContainKeys("Authorization", "Cookie");
    }

    @Test
    void hangsUpOnAnAnswerWithoutAnEnd() {
        SmokeResult result = ask(get("/endless").withBody("never there"));

        assertThat(result.detail()).contains("does not match");
        assertThat(ask(get("/endless").withJson("/a", "b")).detail()).contains("longer than 1 MiB");
    }

    @Test
    void waitsNoLongerThanAllowed() {
        SmokeResult silent = ask(get("/silent").toBuilder().timeoutMillis(200).build());

        assertThat(silent.passed()).isFalse();
        assertThat(silent.millis()).isLessThan(3_000);
    }

    @Test
    void connectsToAPort() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
            assertThat(ask(SmokeCheck.builder().url("tcp://127.0.0.1:" + port).build())
                            .passed())
                    .isTrue();
        }
        assertThat(ask(SmokeCheck.builder().url("tcp://127.0.0.1:" + port).build())
                        .detail())
                .contains("no connection");
        assertThat(ask(SmokeCheck.builder().url("tcp://no-such-host.invalid:80").build())
                        .detail())
                .contains("no-such-host.invalid is not known");
    }

    @Test
    void anAnswerThatIsTooSlowFailsAlthoughItIsRight() {
        List<String> wrong = List.of(
                Expectation.violation(within(100), new Answer(200, new byte[0], 101)),
                Expectation.violation(within(100), new Answer(200, new byte[0], 100)));

        assertThat(wrong).containsExactly("answered after 101 ms, expected within 100 ms", "");
    }

    private SmokeCheck within(long millis) {
        return get("/ok").toBuilder().withinMillis(millis).build();
    }
}
