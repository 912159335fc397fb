package io.jenkins.plugins.k8srelease.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * As much of an API server, with TLS, as a connection needs: who one is, the version, what one may do, tokens of service
 * accounts. It remembers what it was asked. Releases are tested against a real one.
 */
public final class ApiServer implements AutoCloseable {

    private static final JsonMapper MAPPER = new JsonMapper();

    /**
     * A request.
     *
     * @param authorization the header, empty without one
     */
    public record Request(String method, String path, String authorization) {}

    private final TestCertificates certificates = TestCertificates.make("RSA");
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, String> users = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger issued = new AtomicInteger();
    private final HttpsServer server;
    private volatile boolean everythingAllowed = true;
    private volatile String redirect;

    public ApiServer() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(certificates.keyStore(), TestCertificates.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    public String caCertificate() throws Exception {
        return certificates.pem();
    }

    /** From now on a token is somebody's. */
    public ApiServer token(String token, String user) {
        users.put("Bearer " + token, user);
        return this;
    }

    /** From now on a token is nobody's. */
    public void forget(String token) {
        users.remove("Bearer " + token);
    }

    public void allowNothing() {
        everythingAllowed = false;
    }

    /** From now on every request is answered with a redirect. */
    public void redirectTo(String url) {
        redirect = url;
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** How many tokens of service accounts were issued. */
    public int issued() {
        return issued.get();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            String path = exchange.getRequestURI().getPath();
            requests.add(new Request(exchange.getRequestMethod(), path, authorization == null ? "" : authorization));
            if (redirect != null) {
                exchange.getResponseHeaders().set("Location", redirect + path);
                exchange.sendResponseHeaders(307, -1);
                return;
            }
            String user = authorization == null ? null : users.get(authorization);
            if (user == null) {
                answer(exchange, 401, status(401, "Unauthorized"));
            } else {
                answer(
                        exchange,
                        200,
                        answer(path, user, body.isEmpty() ? MAPPER.createObjectNode() : MAPPER.readTree(body)));
            }
        }
    }

    private JsonNode answer(String path, String user, JsonNode body) {
        ObjectNode answer = MAPPER.createObjectNode();
        if (path.equals("/version")) {
            return answer.put("gitVersion", "v1.34.1");
        }
        if (path.endsWith("/selfsubjectreviews")) {
            answer.putObject("status").putObject("userInfo").put("username", user);
        } else if (path.endsWith("/selfsubjectrulesreviews")) {
            ObjectNode status = answer.putObject("status");
            if (everythingAllowed) {
                ObjectNode rule = status.putArray("resourceRules").addObject();
                List.of("verbs", "apiGroups", "resources")
                        .forEach(f -> rule.putArray(f).add("*"));
            }
        } else if (path.endsWith("/selfsubjectaccessreviews")) {
            answer.putObject("status").put("allowed", everythingAllowed);
        } else if (path.endsWith("/token")) {
            long seconds = body.path("spec").path("expirationSeconds").asLong();
            String token = "issued-" + issued.incrementAndGet();
            token(
                    token,
                    "system:serviceaccount:"
                            + path.replaceAll(".*/namespaces/([^/]+)/serviceaccounts/([^/]+)/token", "$1:$2"));
            answer.putObject("status")
                    .put("token", token)
                    .put(
                            "expirationTimestamp",
                            Instant.now().plus(Duration.ofSeconds(seconds)).toString());
        } else {
            answer.put("kind", "Namespace").putObject("metadata").put("name", "shop");
        }
        return answer;
    }

    private static ObjectNode status(int code, String reason) {
        return MAPPER.createObjectNode()
                .put("kind", "Status")
                .put("code", code)
                .put("reason", reason)
                .put("message", reason);
    }

    private static void answer(HttpExchange exchange, int code, JsonNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
