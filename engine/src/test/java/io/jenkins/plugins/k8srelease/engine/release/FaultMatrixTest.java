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
import io.jenkins.plugins.k8srelease.engine.testing.Share;
import io.jenkins.plugins.k8srelease.engine.testing.TestCluster;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * For every request that a deploy makes: once the process dies just before it, once the answer is lost just after it and
 * the process dies. Then another process finishes or undoes the release, and a watcher that is not the engine compares
 * what is there with what the record says.
 */
@Tag("cluster")
class FaultMatrixTest {

    private static final int AT_ONCE = 6;

    private final Config admin = TestCluster.config();
    private final TestCluster namespaces = new TestCluster();
    private final KubernetesClient watcher =
            new KubernetesClientBuilder().withConfig(admin).build();

    /** What is released, over what, and how it ends when nothing is in its way. */
    private record Scenario(String before, String release, Status end) {}

    @AfterEach
    void close() {
        watcher.close();
        namespaces.close();
    }

    @Test
    void aFirstReleaseSurvivesEveryDeath() throws Exception {
        everyDeath(new Scenario(null, Apps.web("v1"), Status.SUCCEEDED));
    }

    @Test
    void aSecondReleaseSurvivesEveryDeath() throws Exception {
        everyDeath(new Scenario(Apps.web("v1"), Apps.web("v2", "", "debug"), Status.SUCCEEDED));
    }

    @Test
    void aFailingReleaseWithItsUndoSurvivesEveryDeath() throws Exception {
        everyDeath(new Scenario(Apps.web("v1"), Apps.web("v2", "image-not-found", "debug"), Status.UNDONE));
    }

    private void everyDeath(Scenario scenario) throws Exception {
        int requests = countRequests(scenario);
        Share share = Share.asked();
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<CompletableFuture<Void>> cases = share.of(deaths(requests)).stream()
                    .map(d -> CompletableFuture.runAsync(
                            () -> failures.addAll(death(scenario, d.fault(), d.number())), pool))
                    .toList();
            CompletableFuture.allOf(cases.toArray(CompletableFuture[]::new)).get(15, TimeUnit.MINUTES);
            System.out.println("[fault matrix] " + requests + " requests, " + cases.size() + " deaths (" + share + "), "
                    + failures.size() + " complaints");
        } finally {
            pool.shutdownNow();
        }
        assertThat(failures).isEmpty();
    }

    private record Death(Fault fault, int number) {}

    private static List<Death> deaths(int requests) {
        return IntStream.rangeClosed(1, requests)
                .boxed()
                .flatMap(n -> Stream.of(new Death(Fault.DIE_BEFORE, n), new Death(Fault.DIE_AFTER, n)))
                .toList();
    }

    private int countRequests(Scenario scenario) throws Exception {
        RecordNames names = new RecordNames(namespaces.newNamespace(), "web");
        prepare(scenario, names);
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> Fault.NONE);
                EngineProcess process = new EngineProcess(proxy, names)) {
            assertThat(process.deploy(scenario.release()).status()).isEqualTo(scenario.end());
            return proxy.count();
        }
    }

    private void prepare(Scenario scenario, RecordNames names) throws Exception {
        if (scenario.before() != null) {
            try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> Fault.NONE);
                    EngineProcess process = new EngineProcess(proxy, names)) {
                assertThat(process.deploy(scenario.before()).status()).isEqualTo(Status.SUCCEEDED);
            }
        }
    }

    private List<String> death(Scenario scenario, Fault fault, int number) {
        RecordNames names = new RecordNames(namespaces.newNamespace(), "web");
        Ledger ledger = new Ledger(watcher, names.namespace());
        List<String> complaints = new ArrayList<>();
        String where = fault + " at request " + number;
        try {
            prepare(scenario, names);
            where += ", " + die(scenario, names, fault, number);
            try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> Fault.NONE);
                    EngineProcess other = new EngineProcess(proxy, names)) {
                ReleaseResult settled =
                        switch (number % 3) {
                            case 0 -> other.resume(false);
                            case 1 -> other.resume(true);
                            default -> other.deploy(scenario.release());
                        };
                complaints.addAll(ledger.complaints());
                complaints.addAll(again(scenario, ledger, other));
                where += ", settled " + settled.status() + " (" + settled.message() + ")";
            }
        } catch (Exception | AssertionError e) {
            complaints.add(e.toString());
        }
        String at = where;
        return complaints.stream().map(c -> at + ": " + c).toList();
    }

    private String die(Scenario scenario, RecordNames names, Fault fault, int number) throws Exception {
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> n == number ? fault : Fault.NONE);
                EngineProcess victim = new EngineProcess(proxy, names)) {
            CompletableFuture<ReleaseResult> result = victim.start(scenario.release());
            while (!proxy.isDead() && !result.isDone()) {
                try {
                    result.get(20, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    // neither dead nor done
                }
            }
            return proxy.count() < number
                    ? "which did not come"
                    : "'" + proxy.log().get(Math.min(number, proxy.log().size()) - 1) + "'";
        }
    }

    /** The same command again ends as it should, and once more changes nothing. */
    private List<String> again(Scenario scenario, Ledger ledger, EngineProcess process) throws Exception {
        List<String> complaints = new ArrayList<>();
        ReleaseResult result = process.deploy(scenario.release());
        if (result.status() != scenario.end() && result.status() != Status.UNCHANGED) {
            complaints.add("the same again: " + result.status() + ": " + result.message());
        }
        complaints.addAll(ledger.complaints());
        if (scenario.end() == Status.SUCCEEDED) {
            Map<String, String> before = ledger.versions();
            ReleaseResult third = process.deploy(scenario.release());
            before.keySet().removeIf(name -> name.startsWith("Deployment"));
            Map<String, String> after = ledger.versions();
            after.keySet().removeIf(name -> name.startsWith("Deployment"));
            if (third.status() != Status.UNCHANGED || !before.equals(after)) {
                complaints.add("a third time: " + third.status() + ", " + before + " → " + after);
            }
        }
        return complaints;
    }
}
