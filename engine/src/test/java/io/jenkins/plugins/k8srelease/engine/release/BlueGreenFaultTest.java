package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.testing.ColourLedger;
import io.jenkins.plugins.k8srelease.engine.testing.ColourScenario;
import io.jenkins.plugins.k8srelease.engine.testing.EngineProcess;
import io.jenkins.plugins.k8srelease.engine.testing.FaultCase;
import io.jenkins.plugins.k8srelease.engine.testing.FaultProxy;
import io.jenkins.plugins.k8srelease.engine.testing.FaultProxy.Fault;
import io.jenkins.plugins.k8srelease.engine.testing.Share;
import io.jenkins.plugins.k8srelease.engine.testing.TestCluster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * For every request of every kind of operation on an application with colours: once the process dies just before it, once
 * the answer is lost just after it and the process dies, and once something happens to the request that a process survives.
 * Each case is judged by {@link FaultCase}. Cases mostly wait, so many run at once, whichever operation they belong to.
 */
@Tag("cluster")
class BlueGreenFaultTest {

    private static final int AT_ONCE = 20;
    /** All cases take most of two hours: './dev test colours'. Otherwise one of so many, another one each day. */
    private static final int SHARES = 60;

    /** Each request meets one of these, another one in another share. */
    private static final List<Fault> SURVIVED = List.of(
            Fault.LOSE_ANSWER,
            Fault.CONFLICT,
            Fault.TOO_MANY,
            Fault.PAUSE,
            Fault.CLOSE_WATCHES,
            Fault.BROKEN,
            Fault.STALL_BEFORE,
            Fault.GONE,
            Fault.UNAVAILABLE,
            Fault.EXPIRE_WATCHES,
            Fault.MUTE_WATCHES,
            Fault.STALL_AFTER);

    private final Config admin = TestCluster.config();
    private final TestCluster namespaces = new TestCluster();
    private final KubernetesClient watcher =
            new KubernetesClientBuilder().withConfig(admin).build();
    private final ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);

    @AfterEach
    void close() {
        pool.shutdownNow();
        watcher.close();
        namespaces.close();
    }

    @TestFactory
    Stream<DynamicTest> everyOperationSurvivesWhatHappensToItsRequests() {
        Share share = Share.ofTheDay("K8S_RELEASE_TEST_COLOURS", SHARES);
        Map<ColourScenario, Integer> requests = countRequests();
        List<FaultCase> all = new ArrayList<>();
        requests.forEach((scenario, count) -> all.addAll(cases(scenario, count, share.number())));
        Map<ColourScenario, List<CompletableFuture<FaultCase.Outcome>>> running = new EnumMap<>(ColourScenario.class);
        for (FaultCase one : share.of(all)) {
            running.computeIfAbsent(one.scenario(), s -> new ArrayList<>())
                    .add(CompletableFuture.supplyAsync(() -> run(one), pool));
        }
        assertThat(running).as("a share of nothing proves nothing").isNotEmpty();
        return running.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(
                        e.getKey().name(), () -> judge(e.getKey(), requests.get(e.getKey()), share, e.getValue())));
    }

    /** A Deployment that stays paused would never be released again, and nobody would know why. */
    @Test
    void whatIsRefusedOnceInAnUndoIsTriedOnceMore() throws Exception {
        assertThat(undoThatIsRefused("PATCH ", "/deployments/web?", 2)).isEqualTo(3);
    }

    @Test
    void whatIsRefusedOnceToBeDeletedIsTriedOnceMore() throws Exception {
        assertThat(undoThatIsRefused("DELETE ", "/services/web-preview", 1)).isEqualTo(2);
    }

    /** The broken colour gets all requests until the Service is switched back. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "PATCH"})
    void aWayBackThatIsRefusedOnceIsTriedOnceMore(String method) throws Exception {
        RecordNames names = new RecordNames(namespaces.newNamespace(), "web");
        FaultCase.prepare(ColourScenario.SWITCH_BACK, admin, names);
        AtomicBoolean undoing = new AtomicBoolean();
        List<String> refused = Collections.synchronizedList(new ArrayList<>());
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> {
                    boolean hit =
                            undoing.get() && line.matches(method + " \\S+/services/web[ ?].*") && refused.isEmpty();
                    if (hit) {
                        refused.add(line);
                    }
                    return hit ? Fault.GONE : Fault.NONE;
                });
                EngineProcess process = new EngineProcess(proxy, names)) {
            ReleaseResult result = process.start(
                            ColourScenario.SWITCH_BACK.operation(),
                            e -> undoing.compareAndSet(false, e.line().startsWith("undoing release")))
                    .get(3, TimeUnit.MINUTES);

            assertThat(result.status()).as("%s: %s", refused, result.message()).isEqualTo(ReleaseResult.Status.UNDONE);
            assertThat(refused).hasSize(1);
            assertThat(new ColourLedger(watcher, names.namespace()).complaints())
                    .isEmpty();
        }
    }

    /** Refuses one request of its kind, which must keep nothing from being undone; how many of them were made. */
    private int undoThatIsRefused(String method, String path, int which) throws Exception {
        RecordNames names = new RecordNames(namespaces.newNamespace(), "web");
        FaultCase.prepare(ColourScenario.FAILING_TEST, admin, names);
        AtomicInteger made = new AtomicInteger();
        try (FaultProxy proxy = new FaultProxy(
                        admin,
                        (n, line) -> line.startsWith(method)
                                        && line.contains(path)
                                        && !line.contains("dryRun")
                                        && made.incrementAndGet() == which
                                ? Fault.GONE
                                : Fault.NONE);
                EngineProcess process = new EngineProcess(proxy, names)) {
            ReleaseResult result = process.start(ColourScenario.FAILING_TEST.operation(), e -> {})
                    .get(3, TimeUnit.MINUTES);

            assertThat(result.status()).as(result.message()).isEqualTo(ReleaseResult.Status.UNDONE);
            assertThat(new ColourLedger(watcher, names.namespace()).complaints())
                    .isEmpty();
            return made.get();
        }
    }

    /** What is deleted cannot come back: whoever undoes a retirement that died in the middle finishes it, and says so. */
    @Test
    void aRetirementThatDiedInTheMiddleIsFinishedWhoeverSettlesIt() throws Exception {
        for (boolean undo : new boolean[] {true, false}) {
            RecordNames names = new RecordNames(namespaces.newNamespace(), "web");
            FaultCase.prepare(ColourScenario.RETIREMENT, admin, names);
            try (FaultProxy proxy = new FaultProxy(
                            admin,
                            (n, line) -> line.startsWith("DELETE ") && line.contains("/deployments/")
                                    ? Fault.DIE_AFTER
                                    : Fault.NONE);
                    EngineProcess victim = new EngineProcess(proxy, names)) {
                victim.start(ColourScenario.RETIREMENT.operation(), e -> {});
                while (!proxy.isDead()) {
                    Thread.onSpinWait();
                }
            }
            try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> Fault.NONE);
                    EngineProcess other = new EngineProcess(proxy, names)) {
                assertThat(other.resume(undo).message()).contains("was being retired, which is finished");
                assertThat(new ColourLedger(watcher, names.namespace()).complaints())
                        .isEmpty();
            }
        }
    }

    /** The release is live, so it has not failed; and whoever comes next finishes what it left. */
    @Test
    void aReleaseWhoseOldColourCannotBeRetiredHasSucceeded() throws Exception {
        RecordNames names = new RecordNames(namespaces.newNamespace(), "web");
        ColourScenario scenario = ColourScenario.ROLLBACK_AFTER_THE_WINDOW;
        FaultCase.prepare(scenario, admin, names);
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        try (FaultProxy proxy = new FaultProxy(
                        admin,
                        (n, line) -> line.startsWith("DELETE ") && line.contains("/deployments/web-green")
                                ? Fault.GONE
                                : Fault.NONE);
                EngineProcess process = new EngineProcess(proxy, names)) {
            assertThat(FaultCase.end(process, scenario.operation(), lines).status())
                    .as("%s", lines)
                    .isEqualTo(scenario.end());
            assertThat(lines).anyMatch(l -> l.contains("the other colour could not be retired: refused by the test"));
        }
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> Fault.NONE);
                EngineProcess process = new EngineProcess(proxy, names)) {
            assertThat(FaultCase.end(process, scenario.operation(), lines).status())
                    .as("%s", lines)
                    .isEqualTo(ReleaseResult.Status.UNCHANGED);
            assertThat(new ColourLedger(watcher, names.namespace()).complaints())
                    .isEmpty();
        }
    }

    private static List<FaultCase> cases(ColourScenario scenario, int requests, int seed) {
        List<FaultCase> cases = new ArrayList<>();
        for (int number = 1; number <= requests; number++) {
            if (!scenario.hasItsDeathsElsewhere()) {
                cases.add(new FaultCase(scenario, Fault.DIE_BEFORE, number));
                cases.add(new FaultCase(scenario, Fault.DIE_AFTER, number));
            }
            cases.add(new FaultCase(scenario, SURVIVED.get((number + seed) % SURVIVED.size()), number));
        }
        return cases;
    }

    private Map<ColourScenario, Integer> countRequests() {
        Map<ColourScenario, CompletableFuture<Integer>> counting = new EnumMap<>(ColourScenario.class);
        Arrays.stream(ColourScenario.values())
                .forEach(s -> counting.put(s, CompletableFuture.supplyAsync(() -> countRequests(s), pool)));
        Map<ColourScenario, Integer> counted = new EnumMap<>(ColourScenario.class);
        counting.forEach((s, count) -> counted.put(s, count.join()));
        return counted;
    }

    private int countRequests(ColourScenario scenario) {
        try {
            return FaultCase.countRequests(scenario, admin, new RecordNames(namespaces.newNamespace(), "web"));
        } catch (Exception e) {
            throw new IllegalStateException(scenario.toString(), e);
        }
    }

    private FaultCase.Outcome run(FaultCase one) {
        String namespace = namespaces.newNamespace();
        FaultCase.Outcome outcome = one.run(admin, watcher, new RecordNames(namespace, "web"));
        System.out.println("[case] " + outcome.story() + " " + outcome.complaints());
        namespaces.delete(namespace);
        return outcome;
    }

    private static void judge(
            ColourScenario scenario, int requests, Share share, List<CompletableFuture<FaultCase.Outcome>> cases)
            throws Exception {
        CompletableFuture.allOf(cases.toArray(CompletableFuture[]::new)).get(2, TimeUnit.HOURS);
        List<FaultCase.Outcome> bad = cases.stream()
                .map(CompletableFuture::join)
                .filter(o -> !o.complaints().isEmpty())
                .toList();
        System.out.println("[blue-green fault matrix] " + scenario + ": " + requests + " requests, " + cases.size()
                + " cases (" + share + "), " + bad.size() + " with complaints");
        assertThat(bad).isEmpty();
    }
}
