package io.jenkins.plugins.k8srelease.engine.testing;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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
        /** The server carries it out; the process is stopped before it hears of it, and goes on when another has taken over. */
        PAUSE,
        /** The server carries it out; the answer is lost, and the process lives. */
        LOSE_ANSWER,
        /** For 30 s nothing arrives at the server; who has gone by then sent nothing. */
        STALL_BEFORE,
        /** The server carries it out; its answer comes 30 s later. */
        STALL_AFTER,
        /** It gets through; all watches that are open then end without a word. */
        CLOSE_WATCHES,
        /** The same, and what they have seen last is too old for the server: 410. */
        EXPIRE_WATCHES,
        /** It gets through; all watches that are open stay open, and tell nothing any more. */
        MUTE_WATCHES,
        /** A server, or a webhook before it, refuses what was not even tried. */
        CONFLICT(409, "Conflict"),
        GONE(410, "Expired"),
        /** With {@code Retry-After: 1}. */
        TOO_MANY(429, "TooManyRequests"),
        FORBIDDEN(403, "Forbidden"),
        BROKEN(500, "InternalError"),
        UNAVAILABLE(503, "ServiceUnavailable");

        private final int code;
        private final String reason;

        Fault() {
            this(0, "");
        }

        Fault(int code, String reason) {
            this.code = code;
            this.reason = reason;
        }

        /** True for what passes by itself: whoever waits or asks again must succeed. */
        public boolean isPassing() {
            return !Set.of(DIE_BEFORE, DIE_AFTER, PAUSE, CONFLICT, GONE).contains(this);
        }
    }

    /** One client for all proxies, since hundreds of them open hundreds of connections otherwise. */
    private static final Map<String, HttpClient> UPSTREAM = new ConcurrentHashMap<>();

    private static final Duration STALL = Duration.ofSeconds(30);

    private final ServerSocket listener;
    private final SSLSocketFactory tls;
    private final HttpClient http;
    private final URI upstream;
    private final BiFunction<Integer, String, Fault> faults;
    private final AtomicInteger counted = new AtomicInteger();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Socket> watches = ConcurrentHashMap.newKeySet();
    private final Set<Socket> muted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger expired = new AtomicInteger();
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
            this.http = UPSTREAM.computeIfAbsent(server.getMasterUrl(), url -> HttpClient.newBuilder()
                    .sslContext(context)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build());
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
            ProxiedRequest head = ProxiedRequest.readHead(client.getInputStream());
            if (head == null || dead) {
                return;
            }
            // Sent is what has begun to come: of a process that is stopped then the rest comes when it goes on.
            int number = head.isCounted() ? next(head.line()) : 0;
            ProxiedRequest request = head.readBody(client.getInputStream());
            Fault fault = number > 0 ? faults.apply(number, head.line()) : Fault.NONE;
            if (fault.code > 0) {
                client.getOutputStream().write(ProxiedRequest.refusal(fault.code, fault.reason));
            } else if (fault == Fault.DIE_BEFORE) {
                die();
            } else if (fault != Fault.STALL_BEFORE || stays(client)) {
                disturbWatches(fault);
                forward(client, request, fault);
            }
        } catch (IOException e) {
            // the other side has gone: it sees the same
        } finally {
            open.remove(client);
        }
    }

    /** Does to the watches what this fault does to them, between two requests. */
    public void disturbWatches(Fault fault) {
        if (fault == Fault.MUTE_WATCHES) {
            muted.addAll(watches);
        } else if (fault == Fault.CLOSE_WATCHES || fault == Fault.EXPIRE_WATCHES) {
            expired.set(fault == Fault.EXPIRE_WATCHES ? watches.size() : 0);
            watches.forEach(FaultProxy::closeQuietly);
        }
    }

    /** Holds a request up; false when the client did not wait for so long. */
    private static boolean stays(Socket client) throws IOException {
        client.setSoTimeout((int) STALL.toMillis());
        try {
            client.getInputStream().read();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    private int next(String line) {
        int number = counted.incrementAndGet();
        log.add(number + " " + line);
        return number;
    }

    private void forward(Socket client, ProxiedRequest request, Fault fault) throws IOException {
        if (request.isUpgrade()) {
            boolean old = expired.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
            tunnel(client, old ? request.ofLongAgo() : request);
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
        } else if (fault != Fault.LOSE_ANSWER && (fault != Fault.STALL_AFTER || stays(client)) && !dead) {
            client.getOutputStream().write(ProxiedRequest.answer(answer));
            client.getOutputStream().flush();
        }
    }

    private void tunnel(Socket client, ProxiedRequest request) throws IOException {
        try (Socket server = tls.createSocket(upstream.getHost(), upstream.getPort())) {
            open.add(server);
            watches.add(server);
            server.getOutputStream().write(request.bytes());
            daemon(() -> pump(client, server));
            pump(server, client);
            watches.remove(server);
            muted.remove(server);
            open.remove(server);
        }
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (!muted.contains(from)) {
                    out.write(buffer, 0, n);
                    out.flush();
                }
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
}
