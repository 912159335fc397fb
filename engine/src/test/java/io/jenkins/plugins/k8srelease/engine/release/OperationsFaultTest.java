package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.rollout.RolloutEdits;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.EngineProcess;
import io.jenkins.plugins.k8srelease.engine.testing.FaultProxy;
import io.jenkins.plugins.k8srelease.engine.testing.FaultProxy.Fault;
import io.jenkins.plugins.k8srelease.engine.testing.Ledger;
import io.jenkins.plugins.k8srelease.engine.testing.Releasing;
import io.jenkins.plugins.k8srelease.engine.testing.Share;
import io.jenkins.plugins.k8srelease.engine.testing.TestCluster;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Rolling update, rollback and prune: the process dies just before, and just after, each request that changes something,
 * and before a sample of those that only read. Then another process finishes or undoes it, and a watcher that is not the
 * engine compares what is there with what the record says.
 */
@Tag("cluster")
class OperationsFaultTest {

    private static final int AT_ONCE = 6;
    private static final int READS = 5;
    private static final Set<String> EXTRA = Set.of("ConfigMap/extra");
    private static final String WITH_EXTRA =
            Apps.web("v1") + "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\ndata: {a: b}\n";

    private final Config admin = TestCluster.config();
    private final TestCluster namespaces = new TestCluster();
    private final KubernetesClient watcher =
            new KubernetesClientBuilder().withConfig(admin).build();

    private record Scenario(
            String name, List<String> before, Function<EngineProcess, CompletableFuture<ReleaseResult>> operation) {}

    private record Death(Fault fault, int number) {}

    @AfterEach
    void close() {
        watcher.close();
        namespaces.close();
    }

    @Test
    void aRollingUpdateSurvivesEveryDeath() throws Exception {
        RolloutEdits edits = Releasing.image("v2").withRestart(true);
        everyDeath(new Scenario("rolling update", List.of(Apps.web("v1")), p -> p.update(edits)));
    }

    @Test
    void aRollbackSurvivesEveryDeath() throws Exception {
        everyDeath(
                new Scenario("rollback", List.of(Apps.web("v1"), Apps.web("v2", "", "debug")), p -> p.rollback("1")));
    }

    @Test
    void aPruneSurvivesEveryDeath() throws Exception {
        everyDeath(new Scenario("prune", List.of(WITH_EXTRA), p -> p.start(Apps.web("v2"), true)));
    }

    private void everyDeath(Scenario scenario) throws Exception {
        List<Death> deaths = Share.asked().of(deaths(requests(scenario)));
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        try {
            CompletableFuture<?>[] cases = deaths.stream()
                    .map(d -> CompletableFuture.runAsync(() -> failures.addAll(death(scenario, d)), pool))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(cases).get(15, TimeUnit.MINUTES);
            System.out.println("[fault matrix] " + scenario.name() + ": " + cases.length + " deaths (" + Share.asked()
                    + "), " + failures.size() + " complaints");
        } finally {
            pool.shutdownNow();
        }
        assertThat(failures).isEmpty();
    }

    private List<String> requests(Scenario scenario) throws Exception {
        RecordNames names = new RecordNames(namespaces.newNamespace(), "web");
        prepare(scenario, names);
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> Fault.NONE);
                EngineProcess process = new EngineProcess(proxy, names)) {
            ReleaseResult result = end(scenario.operation().apply(process));
            assertThat(result.status()).as(result.message()).isEqualTo(Status.SUCCEEDED);
            return proxy.log();
        }
    }

    private static List<Death> deaths(List<String> requests) {
        List<Death> deaths = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            boolean reads = requests.get(i).contains("GET ") || requests.get(i).contains("dryRun=All");
            if (!reads) {
                deaths.add(new Death(Fault.DIE_BEFORE, i + 1));
                deaths.add(new Death(Fault.DIE_AFTER, i + 1));
            } else if (i % READS == 0) {
                deaths.add(new Death(Fault.DIE_BEFORE, i + 1));
            }
        }
        return deaths;
    }

    private static ReleaseResult end(CompletableFuture<ReleaseResult> result) throws Exception {
        return result.get(3, TimeUnit.MINUTES);
    }

    private void prepare(Scenario scenario, RecordNames names) throws Exception {
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> Fault.NONE);
                EngineProcess process = new EngineProcess(proxy, names)) {
            for (String yaml : scenario.before()) {
                assertThat(process.deploy(yaml).status()).isEqualTo(Status.SUCCEEDED);
            }
        }
    }

    private List<String> death(Scenario scenario, Death death) {
        RecordNames names = new RecordNames(namespaces.newNamespace(), "web");
        Ledger ledger = new Ledger(watcher, names.namespace(), EXTRA);
        List<String> complaints = new ArrayList<>();
        String where = scenario.name() + ", " + death;
        try {
            prepare(scenario, names);
            where += ", " + die(scenario, names, death);
            try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> Fault.NONE);
                    EngineProcess other = new EngineProcess(proxy, names)) {
                ReleaseResult settled =
                        switch (death.number() % 3) {
                            case 0 -> other.resume(false);
                            case 1 -> other.resume(true);
                            default -> end(scenario.operation().apply(other));
                        };
                where += ", settled " + settled.status() + " (" + settled.message() + ")";
                complaints.addAll(ledger.complaints());
                complaints.addAll(again(scenario, ledger, other));
            }
        } catch (Exception | AssertionError e) {
            complaints.add(e.toString());
        }
        String at = where;
        return complaints.stream().map(c -> at + ": " + c).toList();
    }

    /** The same command again ends as it should, whatever has come of it before. */
    private static List<String> again(Scenario scenario, Ledger ledger, EngineProcess process) throws Exception {
        List<String> complaints = new ArrayList<>();
        ReleaseResult result = end(scenario.operation().apply(process));
        if (result.status() != Status.SUCCEEDED && result.status() != Status.UNCHANGED) {
            complaints.add("the same again: " + result.status() + ": " + result.message());
        }
        complaints.addAll(ledger.complaints());
        if (scenario.name().equals("prune") && ledger.has("ConfigMap/extra")) {
            complaints.add("what was to be pruned is still there");
        }
        return complaints;
    }

    private String die(Scenario scenario, RecordNames names, Death death) throws Exception {
        int number = death.number();
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> n == number ? death.fault() : Fault.NONE);
                EngineProcess victim = new EngineProcess(proxy, names)) {
            CompletableFuture<ReleaseResult> result = scenario.operation().apply(victim);
            while (!proxy.isDead() && !result.isDone()) {
                try {
                    result.get(20, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    // neither dead nor done
                }
            }
            return proxy.count() < number
                    ? "which did not come"
                    : "'" + proxy.log().get(number - 1) + "'";
        }
    }
}
