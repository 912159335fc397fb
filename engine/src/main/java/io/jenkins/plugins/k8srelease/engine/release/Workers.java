package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that work for releases, as many for each API server: one that does not answer holds up nobody but the
 * releases to it.
 */
final class Workers implements AutoCloseable {

    /** The threads for one API server; they go when they had nothing to do for a while. */
    private record Pools(ExecutorService steps, ExecutorService writers) {}

    private static final long IDLE_SECONDS = 30;

    private final int threads;
    private final Map<String, Pools> byServer = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Workers(int threads) {
        this.threads = threads;
    }

    /** For the steps of releases, each of which waits for a few answers at most. */
    ExecutorService steps(Cluster cluster) {
        return of(cluster).steps();
    }

    /** For the objects that are written side by side. */
    Executor writers(Cluster cluster) {
        return of(cluster).writers();
    }

    private Pools of(Cluster cluster) {
        Pools pools = byServer.computeIfAbsent(
                cluster.server(), s -> new Pools(pool("k8s-release-step"), pool("k8s-release-write")));
        if (closed) {
            end(pools);
        }
        return pools;
    }

    private ExecutorService pool(String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void close() {
        closed = true;
        byServer.values().forEach(Workers::end);
    }

    private static void end(Pools pools) {
        pools.steps().shutdownNow();
        pools.writers().shutdownNow();
    }
}
