package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.testing.ColourLedger;
import io.jenkins.plugins.k8srelease.engine.testing.ColourScenario;
import io.jenkins.plugins.k8srelease.engine.testing.ColourWatch;
import io.jenkins.plugins.k8srelease.engine.testing.EngineProcess;
import io.jenkins.plugins.k8srelease.engine.testing.FaultCase;
import io.jenkins.plugins.k8srelease.engine.testing.FaultProxy;
import io.jenkins.plugins.k8srelease.engine.testing.FaultProxy.Fault;
import io.jenkins.plugins.k8srelease.engine.testing.Localkube;
import io.jenkins.plugins.k8srelease.engine.testing.TestCluster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The API server is killed and comes back while operations of every kind run: each ends as if nothing had been. Alone, since
 * those who prove other things by a watch lose it.
 */
@Isolated
@Tag("cluster")
class ApiServerDeathTest {

    /** After so many requests of all operations together: early ones are planning then, later ones in the middle of it. */
    private static final List<Integer> KILLED_AT = List.of(150, 420);

    private final Config admin = TestCluster.config();
    private final TestCluster namespaces = new TestCluster();
    private final Localkube localkube = new Localkube();
    private final KubernetesClient watcher =
            new KubernetesClientBuilder().withConfig(admin).build();
    private final ColourScenario[] scenarios = ColourScenario.values();
    private final ExecutorService pool = Executors.newFixedThreadPool(scenarios.length + 1);
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch prepared = new CountDownLatch(scenarios.length);

    @AfterEach
    void close() {
        pool.shutdownNow();
        watcher.close();
        namespaces.close();
    }

    @Test
    void everyOperationEndsAsIfTheApiServerHadNotDied() throws Exception {
        List<CompletableFuture<Void>> kills = new ArrayList<>();
        List<CompletableFuture<List<String>>> runs = Arrays.stream(scenarios)
                .map(s -> CompletableFuture.supplyAsync(() -> run(s, kills), pool))
                .toList();
        List<String> complaints = new ArrayList<>();
        for (CompletableFuture<List<String>> run : runs) {
            complaints.addAll(run.get(5, TimeUnit.MINUTES));
        }
        synchronized (kills) {
            assertThat(kills).as("it was killed in the midst of them").hasSize(KILLED_AT.size());
            CompletableFuture.allOf(kills.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);
        }
        assertThat(complaints).isEmpty();
    }

    private List<String> run(ColourScenario scenario, List<CompletableFuture<Void>> kills) {
        RecordNames names = new RecordNames(namespaces.newNamespace(), "web");
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        List<String> complaints = new ArrayList<>();
        try {
            try {
                FaultCase.prepare(scenario, admin, names);
            } finally {
                prepared.countDown();
            }
            prepared.await();
            try (ColourWatch watch = new ColourWatch(watcher, names.namespace(), "web", true);
                    FaultProxy proxy = new FaultProxy(admin, (n, line) -> counted(kills));
                    EngineProcess process = new EngineProcess(proxy, names)) {
                ReleaseResult result = process.start(scenario.operation(), e -> lines.add(e.line()))
                        .get(4, TimeUnit.MINUTES);
                if (result.status() != scenario.end()) {
                    complaints.add(result.status() + ": " + result.message() + ": " + lines);
                }
                complaints.addAll(new ColourLedger(watcher, names.namespace()).complaints());
                complaints.addAll(scenario.isRolling() ? watch.complaintsWhileRolling() : watch.complaints());
            }
        } catch (Exception | AssertionError e) {
            complaints.add(e + ": " + lines);
        }
        return complaints.stream().map(c -> scenario + ": " + c).toList();
    }

    private Fault counted(List<CompletableFuture<Void>> kills) {
        if (KILLED_AT.contains(requests.incrementAndGet())) {
            synchronized (kills) {
                kills.add(CompletableFuture.runAsync(localkube::killApiServer, pool));
            }
        }
        return Fault.NONE;
    }
}
