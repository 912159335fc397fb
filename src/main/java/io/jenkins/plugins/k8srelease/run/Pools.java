package io.jenkins.plugins.k8srelease.run;

import hudson.security.ACL;
import hudson.util.ClassLoaderSanityThreadFactory;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import jenkins.security.ImpersonatingExecutorService;

/** Threads of the registry. Their number is bounded, however many steps there are; a step that waits needs none. */
final class Pools {

    private static final int THREADS = 8;

    private Pools() {}

    /**
     * Reads manifests from agents, looks credentials up, writes reports. As SYSTEM, which finds every build; what a build
     * may use is decided by its own item and authentication.
     */
    static ExecutorService blocking() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new NamingThreadFactory(
                        new ClassLoaderSanityThreadFactory(new DaemonThreadFactory()), "k8s-release-registry"));
        pool.allowCoreThreadTimeOut(true);
        return new ImpersonatingExecutorService(pool, ACL.SYSTEM2);
    }
}
