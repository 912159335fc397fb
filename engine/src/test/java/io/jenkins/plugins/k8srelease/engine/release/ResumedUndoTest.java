package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.EngineProcess;
import io.jenkins.plugins.k8srelease.engine.testing.FaultProxy;
import io.jenkins.plugins.k8srelease.engine.testing.FaultProxy.Fault;
import io.jenkins.plugins.k8srelease.engine.testing.Ledger;
import io.jenkins.plugins.k8srelease.engine.testing.TestCluster;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An undo whose process died when everything was restored, and nothing healthy yet. */
@Tag("cluster")
class ResumedUndoTest {

    private final Config admin = TestCluster.config();
    private final TestCluster cluster = new TestCluster();
    private final KubernetesClient watcher =
            new KubernetesClientBuilder().withConfig(admin).build();
    private final RecordNames names = new RecordNames(cluster.newNamespace(), "web");

    @AfterEach
    void close() {
        watcher.close();
        cluster.close();
    }

    /** All old pods go before new ones come, so that what was restored needs its time. */
    private static String web(String version, String behaviour) {
        return Apps.web(version, behaviour, "info")
                .replace("{rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}", "{type: Recreate}");
    }

    @Test
    void awaitsTheHealthOfWhatIsRestoredAlready() throws Exception {
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> Fault.NONE);
                EngineProcess process = new EngineProcess(proxy, names)) {
            assertThat(process.deploy(web("v1", "ready-after=8s")).status()).isEqualTo(Status.SUCCEEDED);
        }
        AtomicInteger writes = new AtomicInteger();
        try (FaultProxy proxy = new FaultProxy(
                        admin,
                        (n, line) -> isWrite(line) && writes.incrementAndGet() == 2 ? Fault.DIE_AFTER : Fault.NONE);
                EngineProcess victim = new EngineProcess(proxy, names)) {
            CompletableFuture<ReleaseResult> result = victim.start(web("v2", "image-not-found"));
            while (!proxy.isDead()) {
                assertThat(result).as("died").isNotDone();
                try {
                    result.get(20, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    // neither dead nor done
                }
            }
        }
        Ledger ledger = new Ledger(watcher, names.namespace());
        assertThat(ledger.image()).as("restored before the death").isEqualTo("localhost/web:v1");

        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> Fault.NONE);
                EngineProcess other = new EngineProcess(proxy, names)) {
            ReleaseResult undone = other.resume(false);

            assertThat(undone.status()).as(undone.message()).isEqualTo(Status.UNDONE);
        }
        assertThat(ledger.complaints()).isEmpty();
    }

    private static boolean isWrite(String line) {
        return line.startsWith("PATCH ") && line.contains("/deployments/web?") && !line.contains("dryRun");
    }
}
