package io.jenkins.plugins.k8srelease.engine.testing;

import io.jenkins.plugins.k8srelease.engine.history.ClaimOptions;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.ProcessIdentity;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.release.DeployRequest;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseEngine;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Runs the cases of a class side by side and gives each of them a test of its own. */
public final class CauseRun implements AutoCloseable {

    private final TestCluster cluster = new TestCluster();
    private final ReleaseEngine engine = new ReleaseEngine(8, ClaimOptions.standard());
    private final ExecutorService pool;
    /** Apart from the pool, in which each case waits for its own deed. */
    private final ExecutorService deeds = Executors.newCachedThreadPool();

    /** @param atOnce how many cases: what a case shows comes late when all of them start in one moment on few processors */
    public CauseRun(int atOnce) {
        this.pool = Executors.newFixedThreadPool(atOnce);
    }

    public Stream<DynamicTest> tests(List<CauseCase> cases) {
        String only = System.getProperty("cause", "");
        Map<CauseCase, CompletableFuture<Runnable>> running = new LinkedHashMap<>();
        cases.stream()
                .filter(c -> c.name.contains(only))
                .forEach(c -> running.put(c, CompletableFuture.supplyAsync(() -> run(c), pool)));
        return running.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(
                        e.getKey().name, () -> e.getValue().join().run()));
    }

    private Runnable run(CauseCase c) {
        RecordNames names = new RecordNames(cluster.newNamespace(), "app");
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        try {
            Admin.namespace(cluster.admin(), names.namespace());
            for (CauseCase.Deed deed : c.before) {
                deed.in(cluster.admin(), names.namespace());
            }
            for (String yaml : c.earlier) {
                ReleaseResult first = deploy(names, c, yaml, lines, null);
                if (first.status() != ReleaseResult.Status.SUCCEEDED) {
                    throw new IllegalStateException(
                            "the release before failed: " + lines + "\n" + CauseCase.text(first));
                }
            }
            for (CauseCase.Deed deed : c.between) {
                deed.in(cluster.admin(), names.namespace());
            }
            Trigger trigger = c.meanwhile == null ? null : new Trigger(c, names.namespace());
            ReleaseResult result = deploy(names, c, c.manifests, lines, trigger);
            System.out.println("[cause] " + c.name + "\n" + CauseCase.text(result));
            return () -> {
                c.check(result, lines);
                if (trigger != null) {
                    trigger.check();
                }
            };
        } catch (Exception e) {
            return () -> {
                throw new IllegalStateException(c.name + " " + lines, e);
            };
        }
    }

    private ReleaseResult deploy(RecordNames names, CauseCase c, String yaml, List<String> lines, Trigger trigger) {
        ReleaseSettings settings = c.how.apply(ReleaseSettings.standard().withTimeout(Duration.ofSeconds(60)));
        Holder holder = new Holder(UUID.randomUUID().toString(), "test", "here", ProcessIdentity.current());
        DeployRequest request = new DeployRequest(names, Apps.load(yaml), settings, holder, false);
        return engine.deploy(cluster.admin(), request, event -> {
                    lines.add(event.line());
                    if (trigger != null) {
                        trigger.hear(event.line());
                    }
                })
                .join();
    }

    /** Does a deed once, when the release says a certain thing. */
    private final class Trigger {

        private final CauseCase c;
        private final String namespace;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private boolean begun;

        Trigger(CauseCase c, String namespace) {
            this.c = c;
            this.namespace = namespace;
        }

        /** Fails when the deed failed, or when the release never said what it was to begin with. */
        void check() {
            synchronized (this) {
                if (!begun) {
                    throw new AssertionError(c.name + ": the release never said '" + c.meanwhileAfter + "'");
                }
            }
            done.join();
        }

        synchronized void hear(String line) {
            if (!begun && line.contains(c.meanwhileAfter)) {
                begun = true;
                deeds.execute(() -> {
                    try {
                        c.meanwhile.in(cluster.admin(), namespace);
                        done.complete(null);
                    } catch (Exception e) {
                        done.completeExceptionally(e);
                    }
                });
            }
        }
    }

    /** Sets the taints of a node: a JSON list, or null for none. */
    public void taint(String node, String taints) {
        Admin.patch(cluster.admin(), "/api/v1/nodes/" + node, "{\"spec\":{\"taints\":" + taints + "}}");
    }

    @Override
    public void close() {
        engine.close();
        pool.shutdownNow();
        deeds.shutdownNow();
        cluster.close();
    }
}
