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
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
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
            this.tls = SSLUtils.sslContext(server).getSocketFactory();
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
        try (Socket server = tls.createSocket(upstream.getHost(), upstream.getPort())) {
            open.add(server);
            server.getOutputStream().write(request.bytes());
            if (request.isUpgrade()) {
                daemon(() -> pump(client, server));
                pump(server, client);
            } else {
                byte[] answer = server.getInputStream().readAllBytes();
                if (fault == Fault.DIE_AFTER) {
                    die();
                } else if (fault != Fault.LOSE_ANSWER && !dead) {
                    client.getOutputStream().write(answer);
                    client.getOutputStream().flush();
                }
            }
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

    /** One request, rewritten so that the connection ends with its answer. */
    private record Request(String line, boolean isUpgrade, byte[] bytes) {

        static Request read(InputStream in) throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                head.write(b);
                if (b == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                    return parse(head.toString(StandardCharsets.ISO_8859_1), in);
                }
            }
            return null;
        }

        private static Request parse(String head, InputStream in) throws IOException {
            String[] lines = head.split("\r\n");
            boolean upgrade = head.toLowerCase(java.util.Locale.ROOT).contains("upgrade: websocket");
            StringBuilder out = new StringBuilder(lines[0]).append("\r\n");
            int length = 0;
            for (int i = 1; i < lines.length; i++) {
                String name = lines[i].substring(0, lines[i].indexOf(':')).toLowerCase(java.util.Locale.ROOT);
                if (name.equals("content-length")) {
                    length = Integer.parseInt(
                            lines[i].substring(lines[i].indexOf(':') + 1).trim());
                }
                boolean hop = !upgrade
                        && Set.of("connection", "upgrade", "http2-settings").contains(name);
                if (!hop) {
                    out.append(lines[i]).append("\r\n");
                }
            }
            out.append(upgrade ? "" : "Connection: close\r\n").append("\r\n");
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(out.toString().getBytes(StandardCharsets.ISO_8859_1));
            bytes.writeBytes(in.readNBytes(length));
            return new Request(lines[0], upgrade, bytes.toByteArray());
        }

        boolean isCounted() {
            boolean renewal = line.startsWith("PUT ") && line.contains("/leases/");
            return !isUpgrade && !renewal && !line.contains("watch=true");
        }
    }
}
