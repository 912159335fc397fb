package io.jenkins.plugins.k8srelease.engine.causes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A real admission webhook, which refuses everything. It lives as long as this process. */
final class Webhook {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static Webhook only;

    private final HttpsServer server;
    private final String caBundle;

    private Webhook() throws IOException, GeneralSecurityException {
        KeyStore keys = keys();
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        caBundle = Base64.getEncoder()
                .encodeToString(("-----BEGIN CERTIFICATE-----\n"
                                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                        .encodeToString(
                                                keys.getCertificate("webhook").getEncoded())
                                + "\n-----END CERTIFICATE-----\n")
                        .getBytes(StandardCharsets.US_ASCII));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "webhook");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", Webhook::refuse);
        server.start();
    }

    static synchronized Webhook refusing() throws IOException, GeneralSecurityException {
        if (only == null) {
            only = new Webhook();
        }
        return only;
    }

    String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** The certificate in PEM, and that in Base64, as a webhook's configuration wants it. */
    String caBundle() {
        return caBundle;
    }

    private static void refuse(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonMapper mapper = new JsonMapper();
            JsonNode review = mapper.readTree(exchange.getRequestBody());
            ObjectNode answer = mapper.createObjectNode();
            answer.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
            ObjectNode response = answer.putObject("response");
            response.put("uid", review.at("/request/uid").asText()).put("allowed", false);
            response.putObject("status").put("message", "the moon is full").put("code", 403);
            byte[] bytes = mapper.writeValueAsBytes(answer);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** A key and its self-signed certificate, made by the JDK's own tool. */
    private static KeyStore keys() throws IOException, GeneralSecurityException {
        Path folder = Files.createTempDirectory("webhook");
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-alias",
                        "webhook",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-validity",
                        "2")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD);
            return keys;
        } catch (IOException e) {
            throw new IOException("keytool says: " + said, e);
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }
}
