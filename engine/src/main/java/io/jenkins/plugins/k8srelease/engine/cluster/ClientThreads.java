package io.jenkins.plugins.k8srelease.engine.cluster;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one connection. The client libraries would make a new thread whenever something arrives while all others
 * are busy: as many as answers come at the same moment, and that grows with the releases under way and with the namespaces
 * watched. Here what arrives waits its turn; it is short work, since nothing on these threads waits for the server. They
 * end by themselves when nothing arrives any more: what the libraries still have to say of a closed connection is heard.
 */
final class ClientThreads {

    /** For each of the two pools. */
    static final int MOST = 8;

    private static final String NAME = "k8s-release-client";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ExecutorService answers = pool("answer");
    private final ExecutorService watches = pool("watch");

    /** Marks them: whoever waits on one for an answer may wait for what this very thread would have to bring. */
    private static final class Member extends Thread {

        Member(Runnable task, String name) {
            super(task, name);
            setDaemon(true);
        }
    }

    private static ExecutorService pool(String purpose) {
        ThreadFactory factory = task -> new Member(task, NAME + "-" + purpose + "-" + NUMBER.incrementAndGet());
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(MOST, MOST, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** For the HTTP client: encrypts, decrypts, takes answers apart, and runs what follows on them. */
    ExecutorService answers() {
        return answers;
    }

    /** For the informers, which keep the order of their own events. */
    ExecutorService watches() {
        return watches;
    }

    /**
     * Holds that the current thread may wait for an answer.
     *
     * @throws IllegalStateException when answers are waited for by the threads that bring them
     */
    static void mayWait() {
        if (Thread.currentThread() instanceof Member) {
            throw new IllegalStateException("a thread that brings answers must not wait for one");
        }
    }
}
