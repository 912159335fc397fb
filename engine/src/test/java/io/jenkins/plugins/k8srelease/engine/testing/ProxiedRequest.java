package io.jenkins.plugins.k8srelease.engine.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** One request as it came to a {@link FaultProxy}, and what is answered. */
record ProxiedRequest(String head, byte[] body) {

    /** What belongs to one connection, and what the client that sends on sets by itself. */
    private static final Set<String> OWN =
            Set.of("connection", "upgrade", "http2-settings", "content-length", "host", "transfer-encoding");

    /** Without its body, which may be long in coming. */
    static ProxiedRequest readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.write(b);
            if (b == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                return new ProxiedRequest(head.toString(StandardCharsets.ISO_8859_1), new byte[0]);
            }
        }
        return null;
    }

    ProxiedRequest readBody(InputStream in) throws IOException {
        String length = header(head, "content-length");
        return new ProxiedRequest(head, in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length)));
    }

    private static String header(String head, String name) {
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
                return line.substring(name.length() + 1).trim();
            }
        }
        return "";
    }

    String line() {
        return head.substring(0, head.indexOf("\r\n"));
    }

    boolean isUpgrade() {
        return header(head, "upgrade").equalsIgnoreCase("websocket");
    }

    boolean isCounted() {
        boolean renewal = line().startsWith("PUT ") && line().contains("/leases/");
        return !isUpgrade() && !renewal && !line().contains("watch=true");
    }

    /** A watch from the cluster's first day: the server answers that this is too old, as an event. */
    ProxiedRequest ofLongAgo() {
        return new ProxiedRequest(head.replaceFirst("resourceVersion=\\d+", "resourceVersion=1"), body);
    }

    byte[] bytes() {
        return head.getBytes(StandardCharsets.ISO_8859_1);
    }

    HttpRequest to(URI server) {
        String[] words = line().split(" ");
        HttpRequest.Builder builder = HttpRequest.newBuilder(server.resolve(words[1]))
                .method(words[0], HttpRequest.BodyPublishers.ofByteArray(body));
        for (String header : head.substring(head.indexOf("\r\n") + 2).split("\r\n")) {
            String name = header.substring(0, header.indexOf(':'));
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                builder.header(name, header.substring(header.indexOf(':') + 1).trim());
            }
        }
        return builder.build();
    }

    /** A refusal as the API server words it. */
    static byte[] refusal(int code, String reason) {
        String body = "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":" + code
                + ",\"reason\":\"" + reason + "\",\"message\":\"refused by the test with " + code + "\"}";
        String head = "HTTP/1.1 " + code + " x\r\nContent-Type: application/json\r\n"
                + (code == 429 ? "Retry-After: 1\r\n" : "")
                + "Content-Length: " + body.length() + "\r\nConnection: close\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] answer(HttpResponse<byte[]> answer) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.statusCode() + " x\r\n");
        answer.headers()
                .map()
                .forEach((name, values) -> values.forEach(value -> {
                    if (!name.startsWith(":") && !OWN.contains(name.toLowerCase(Locale.ROOT))) {
                        head.append(name).append(": ").append(value).append("\r\n");
                    }
                }));
        head.append("Content-Length: ").append(answer.body().length).append("\r\nConnection: close\r\n\r\n");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(answer.body());
        return bytes.toByteArray();
    }
}
