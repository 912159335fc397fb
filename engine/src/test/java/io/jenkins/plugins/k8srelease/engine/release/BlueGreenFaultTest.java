package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenOptions;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.ImageOverride;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.rollout.RolloutEdits;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.ColourLedger;
import io.jenkins.plugins.k8srelease.engine.testing.ColourWatch;
import io.jenkins.plugins.k8srelease.engine.testing.Colouring;
import io.jenkins.plugins.k8srelease.engine.testing.EngineProcess;
import io.jenkins.plugins.k8srelease.engine.testing.EngineProcess.Operation;
import io.jenkins.plugins.k8srelease.engine.testing.FaultProxy;
import io.jenkins.plugins.k8srelease.engine.testing.FaultProxy.Fault;
import io.jenkins.plugins.k8srelease.engine.testing.Share;
import io.jenkins.plugins.k8srelease.engine.testing.TestCluster;
import java.time.Duration;
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
 * For every request of every kind of operation on an application with colours: once the process dies just before it, once
 * the answer is lost just after it and the process dies. Another process goes on, and what is not the engine watches at every
 * resourceVersion which colour the Service selects.
 */
@Tag("colours")
class BlueGreenFaultTest {

    private static final int AT_ONCE = 6;
    /** All deaths take the better part of an hour: './dev test colours'. */
    private static final int SHARES = 40;

    private static final BlueGreenOptions OPTIONS = Colouring.OPTIONS.withDrain(Duration.ofMillis(500));
    private static final ReleaseSettings SETTINGS = ReleaseSettings.standard().withTimeout(Duration.ofMinutes(2));
    private static final Gate PASSES = ready -> CompletableFuture.completedFuture(Gate.Verdict.pass());
    private static final Gate FAILS =
            ready -> CompletableFuture.completedFuture(Gate.Verdict.fail("the seat map is empty"));

    private static final Operation DEPLOYED = (engine, cluster, names, holder, listener) -> engine.deploy(
            cluster, new DeployRequest(names, Apps.load(Apps.web("v1")), SETTINGS, holder, false), listener);

    private final Config admin = TestCluster.config();
    private final TestCluster namespaces = new TestCluster();
    private final KubernetesClient watcher =
            new KubernetesClientBuilder().withConfig(admin).build();

    /**
     * What is done, after what, and how it ends when nothing is in its way.
     *
     * @param repeatable true when the same again changes nothing
     */
    private record Scenario(List<Operation> before, Operation operation, Gate gate, Status end, boolean repeatable) {}

    @AfterEach
    void close() {
        watcher.close();
        namespaces.close();
    }

    private static Operation blueGreen(String image, Gate gate) {
        return (engine, cluster, names, holder, listener) -> engine.blueGreen(
                cluster,
                new BlueGreenRequest(names, List.of(), image(image), OPTIONS, SETTINGS, gate, holder, false),
                listener);
    }

    private static Operation blueGreen(List<LoadedObject> inputs, ReleaseSettings settings) {
        return (engine, cluster, names, holder, listener) -> engine.blueGreen(
                cluster,
                new BlueGreenRequest(names, inputs, RolloutEdits.of(List.of()), OPTIONS, settings, null, holder, false),
                listener);
    }

    private static RolloutEdits image(String tag) {
        return RolloutEdits.of(List.of()).withImages(List.of(ImageOverride.of("localhost/web", tag)));
    }

    @Test
    void anAdoptionSurvivesEveryDeath() throws Exception {
        everyDeath(new Scenario(
                List.of(DEPLOYED),
                blueGreen(Apps.load(Apps.web("v2", "", "debug")), SETTINGS),
                null,
                Status.SUCCEEDED,
                true));
    }

    @Test
    void aSecondRunWithATestSurvivesEveryDeath() throws Exception {
        everyDeath(new Scenario(
                List.of(DEPLOYED, blueGreen(Apps.load(Apps.web("v2", "", "debug")), SETTINGS)),
                blueGreen("v3", PASSES),
                PASSES,
                Status.SUCCEEDED,
                true));
    }

    @Test
    void aFailingTestSurvivesEveryDeath() throws Exception {
        everyDeath(new Scenario(List.of(DEPLOYED), blueGreen("v2", FAILS), FAILS, Status.UNDONE, true));
    }

    @Test
    void aSwitchBackSurvivesEveryDeath() throws Exception {
        everyDeath(new Scenario(
                List.of(DEPLOYED),
                blueGreen(
                        Apps.load(Apps.web("v2", "unhealthy-after=6s", "info")),
                        SETTINGS.withObserve(Duration.ofSeconds(60))),
                null,
                Status.UNDONE,
                true));
    }

    @Test
    void aRetirementSurvivesEveryDeath() throws Exception {
        everyDeath(new Scenario(
                List.of(DEPLOYED, blueGreen(Apps.load(Apps.web("v2", "", "debug")), SETTINGS)),
                (engine, cluster, names, holder, listener) -> engine.retire(cluster, names, holder, false, listener),
                null,
                Status.SUCCEEDED,
                true));
    }

    @Test
    void aRollbackWithinTheWindowSurvivesEveryDeath() throws Exception {
        everyDeath(new Scenario(
                List.of(DEPLOYED, blueGreen("v2", null)),
                (engine, cluster, names, holder, listener) -> engine.rollback(
                        cluster, new RollbackRequest(names, "1", List.of(), false, SETTINGS, holder, false), listener),
                null,
                Status.SUCCEEDED,
                false));
    }

    private void everyDeath(Scenario scenario) throws Exception {
        int requests = countRequests(scenario);
        Share share = Share.ofTheDay("K8S_RELEASE_TEST_COLOURS", SHARES);
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<CompletableFuture<Void>> cases = share.of(deaths(requests)).stream()
                    .map(d -> CompletableFuture.runAsync(
                            () -> failures.addAll(death(scenario, d.fault(), d.number())), pool))
                    .toList();
            CompletableFuture.allOf(cases.toArray(CompletableFuture[]::new)).get(40, TimeUnit.MINUTES);
            System.out.println("[blue-green fault matrix] " + requests + " requests, " + cases.size() + " deaths ("
                    + share + "), " + failures.size() + " complaints");
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
            List<String> lines = new ArrayList<>();
            ReleaseResult result = process.start(scenario.operation(), e -> lines.add(e.line()))
                    .get(3, TimeUnit.MINUTES);
            assertThat(result.status()).as("%s: %s", result.message(), lines).isEqualTo(scenario.end());
            return proxy.count();
        }
    }

    private void prepare(Scenario scenario, RecordNames names) throws Exception {
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> Fault.NONE);
                EngineProcess process = new EngineProcess(proxy, names)) {
            for (Operation operation : scenario.before()) {
                ReleaseResult result = process.start(operation, e -> {}).get(3, TimeUnit.MINUTES);
                assertThat(result.status()).as(result.message()).isEqualTo(Status.SUCCEEDED);
            }
        }
    }

    private List<String> death(Scenario scenario, Fault fault, int number) {
        RecordNames names = new RecordNames(namespaces.newNamespace(), "web");
        List<String> complaints = new ArrayList<>();
        String where = fault + " at request " + number;
        try {
            prepare(scenario, names);
            ColourLedger ledger = new ColourLedger(watcher, names.namespace());
            try (ColourWatch watch = new ColourWatch(watcher, names.namespace(), "web")) {
                where += ", " + die(scenario, names, fault, number);
                where += settle(scenario, names, number, ledger, complaints);
                complaints.addAll(watch.complaints());
            }
        } catch (Exception | AssertionError e) {
            complaints.add(e.toString());
        }
        String at = where;
        return complaints.stream().map(c -> at + ": " + c).toList();
    }

    private String settle(
            Scenario scenario, RecordNames names, int number, ColourLedger ledger, List<String> complaints)
            throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> Fault.NONE);
                EngineProcess other = new EngineProcess(proxy, names)) {
            Operation settling = number % 3 == 2
                    ? scenario.operation()
                    : (engine, cluster, app, holder, listener) ->
                            engine.resume(cluster, app, holder, number % 3 == 1, scenario.gate(), listener);
            ReleaseResult settled =
                    other.start(settling, e -> lines.add(e.line())).get(3, TimeUnit.MINUTES);
            complaints.addAll(ledger.complaints());
            if (scenario.repeatable()) {
                ReleaseResult again = other.start(scenario.operation(), e -> lines.add(e.line()))
                        .get(3, TimeUnit.MINUTES);
                if (again.status() != scenario.end() && again.status() != Status.UNCHANGED) {
                    complaints.add("the same again: " + again.status() + ": " + again.message());
                }
                complaints.addAll(ledger.complaints());
                unchanged(scenario, ledger, other, complaints);
            }
            if (lines.stream().anyMatch(l -> l.contains("correct-horse"))) {
                complaints.add("a secret was told");
            }
            return ", settled " + settled.status() + " (" + settled.message() + ")";
        }
    }

    private static void unchanged(
            Scenario scenario, ColourLedger ledger, EngineProcess process, List<String> complaints) throws Exception {
        if (scenario.end() != Status.SUCCEEDED) {
            return;
        }
        Map<String, String> before = ledger.versions();
        ReleaseResult third = process.start(scenario.operation(), e -> {}).get(3, TimeUnit.MINUTES);
        if (third.status() != Status.UNCHANGED || !before.equals(ledger.versions())) {
            complaints.add("a third time: " + third.status() + " (" + third.message() + "), " + before + " → "
                    + ledger.versions());
        }
    }

    private String die(Scenario scenario, RecordNames names, Fault fault, int number) throws Exception {
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> n == number ? fault : Fault.NONE);
                EngineProcess victim = new EngineProcess(proxy, names)) {
            CompletableFuture<ReleaseResult> result = victim.start(scenario.operation(), e -> {});
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
}
