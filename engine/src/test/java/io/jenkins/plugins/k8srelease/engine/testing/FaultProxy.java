package io.jenkins.plugins.k8srelease.engine.testing;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/**
 * Stands between one engine and the API server, and does to a request what a test asks for. After a death nothing of that
 * engine reaches the server any more, which is all that the cluster can see of a process that was killed.
 */
public final class FaultProxy implements AutoCloseable {

    /** What happens to a request. */
    public enum Fault {
        NONE,
        /** The process dies just before it is sent. */
        DIE_BEFORE,
        /** The server carries it out; the process dies before it hears of it. */
        DIE_AFTER,
        /** The server carries it out; the answer is lost, and the process lives. */
        LOSE_ANSWER
    }

    private final ServerSocket listener;
    private final SSLSocketFactory tls;
    private final HttpClient http;
    private final URI upstream;
    private final BiFunction<Integer, String, Fault> faults;
    private final AtomicInteger counted = new AtomicInteger();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean dead;

    /**
     * Listens on a port of the loopback interface.
     *
     * @param server the API server, and the credential that every request is given
     * @param faults from the number of a request, counted from 1, and its first line; watches and renewals of Leases come
     *     when they come, and are not counted
     */
    public FaultProxy(Config server, BiFunction<Integer, String, Fault> faults) {
        try {
            this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
            SSLContext context = SSLUtils.sslContext(server);
            this.tls = context.getSocketFactory();
            this.http = HttpClient.newBuilder().sslContext(context).build();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        this.upstream = URI.create(server.getMasterUrl());
        this.faults = faults;
        daemon(this::accept);
    }

    /** How to reach the API server through this proxy. */
    public Config config() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + listener.getLocalPort())
                .build();
    }

    /** How many requests were counted. */
    public int count() {
        return counted.get();
    }

    /** The counted requests' first lines. */
    public List<String> log() {
        return List.copyOf(log);
    }

    public boolean isDead() {
        return dead;
    }

    /** From now on nothing gets through. */
    public void die() {
        dead = true;
        open.forEach(FaultProxy::closeQuietly);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                daemon(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket client) {
        open.add(client);
        try (client) {
            Request request = Request.read(client.getInputStream());
            if (request == null || dead) {
                return;
            }
            Fault fault = request.isCounted() ? next(request.line()) : Fault.NONE;
            if (fault == Fault.DIE_BEFORE) {
                die();
                return;
            }
            forward(client, request, fault);
        } catch (IOException e) {
            // the other side has gone: it sees the same
        } finally {
            open.remove(client);
        }
    }

    private Fault next(String line) {
        int number = counted.incrementAndGet();
        log.add(number + " " + line);
        return faults.apply(number, line);
    }

    private void forward(Socket client, Request request, Fault fault) throws IOException {
        if (request.isUpgrade()) {
            tunnel(client, request);
            return;
        }
        HttpResponse<byte[]> answer;
        try {
            answer = http.send(request.to(upstream), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (fault == Fault.DIE_AFTER) {
            die();
        } else if (fault != Fault.LOSE_ANSWER && !dead) {
            client.getOutputStream().write(Request.answer(answer));
            client.getOutputStream().flush();
        }
    }

    private void tunnel(Socket client, Request request) throws IOException {
        try (Socket server = tls.createSocket(upstream.getHost(), upstream.getPort())) {
            open.add(server);
            server.getOutputStream().write(request.bytes());
            daemon(() -> pump(client, server));
            pump(server, client);
            open.remove(server);
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                out.flush();
            }
        } catch (IOException e) {
            // closed by either side
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // closed already
        }
    }

    @Override
    public void close() {
        die();
        try {
            listener.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One request as it came. */
    private record Request(String head, byte[] body) {

        /** What belongs to one connection, and what the client that sends on sets by itself. */
        private static final Set<String> OWN =
                Set.of("connection", "upgrade", "http2-settings", "content-length", "host", "transfer-encoding");

        static Request read(InputStream in) throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                head.write(b);
                if (b == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                    String text = head.toString(StandardCharsets.ISO_8859_1);
                    String length = header(text, "content-length");
                    return new Request(text, in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length)));
                }
            }
            return null;
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
                    builder.header(
                            name, header.substring(header.indexOf(':') + 1).trim());
                }
            }
            return builder.build();
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
}
