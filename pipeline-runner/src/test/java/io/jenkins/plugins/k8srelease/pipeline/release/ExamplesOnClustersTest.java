package io.jenkins.plugins.k8srelease.pipeline.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ClusterOptions;
import io.jenkins.plugins.k8srelease.engine.history.HeadStore;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.history.Revision;
import io.jenkins.plugins.k8srelease.pipeline.Interrupted;
import io.jenkins.plugins.k8srelease.pipeline.PipelineRun;
import io.jenkins.plugins.k8srelease.pipeline.PipelineSetup;
import io.jenkins.plugins.k8srelease.pipeline.Step;
import io.jenkins.plugins.k8srelease.pipeline.StepCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example Jenkinsfiles to their end, on two clusters, with the real engine behind their steps. At each question the
 * program is saved, everything else is thrown away, and another goes on with what was saved.
 */
@Tag("jenkinsfiles")
class ExamplesOnClustersTest {

    private static final RecordNames NAMES = new RecordNames("ticket-booking", "ticket-booking");
    private static final List<String> SECRETS = List.of("db-s3cret-word", "root-s3cret-word");

    @TempDir
    Path workspace;

    private final Map<String, Cluster> clusters = new LinkedHashMap<>();
    private final Map<String, Integer> seen = new LinkedHashMap<>();
    private final List<String> called = new ArrayList<>();

    @BeforeEach
    void reachClusters() throws IOException {
        clusters.put("production", connect("K8S_RELEASE_TEST_KUBECONFIG"));
        clusters.put("staging", connect("K8S_RELEASE_TEST_STAGING_KUBECONFIG"));
    }

    @AfterEach
    void leaveClusters() throws InterruptedException {
        for (Cluster cluster : clusters.values()) {
            remove(cluster);
            cluster.close();
        }
    }

    /** Whoever comes next finds nothing of this. */
    private static void remove(Cluster cluster) throws InterruptedException {
        String path = "/api/v1/namespaces/" + NAMES.namespace();
        try {
            Cluster.join(cluster.send(ApiRequest.delete(path, JsonNodeFactory.instance.objectNode())));
            while (true) {
                Cluster.join(cluster.send(ApiRequest.get(path)));
                Thread.sleep(100);
            }
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    private static Cluster connect(String variable) throws IOException {
        String path = System.getenv(variable);
        if (path == null) {
            throw new IllegalStateException(
                    variable + " is not set: run './dev test jenkinsfiles', which brings clusters up");
        }
        return Cluster.connect(Config.fromKubeconfig(Files.readString(Path.of(path))), ClusterOptions.standard());
    }

    /** One after the other on the same clusters, as releases come: each test stands on those before it. */
    @TestFactory
    Stream<DynamicTest> examples() throws IOException {
        return Scenario.all().stream().map(s -> DynamicTest.dynamicTest(s.toString(), () -> run(s)));
    }

    private void run(Scenario scenario) throws IOException {
        copyManifests(scenario.crash());
        called.clear();
        Map<String, Object> parameters = new LinkedHashMap<>(scenario.parameters());
        try (K8sSteps steps = new K8sSteps(workspace, clusters, called::add)) {
            PipelineSetup setup = setup(steps);
            Map<String, String> environment =
                    new LinkedHashMap<>(Map.of("JOB_NAME", scenario.file(), "BUILD_NUMBER", "1"));
            environment.putAll(scenario.environment());
            PipelineRun run = PipelineRun.of(setup, scenario.file() + ".Jenkinsfile", environment, parameters);
            for (Object answer : scenario.answers()) {
                assertThat(run.run()).as("%s: %s", scenario, run.log()).isFalse();
                StepCall question = run.waiting().get(0);
                byte[] saved = run.save();
                steps.restart();
                run = PipelineRun.resume(setup, saved);
                run.answer("input", answer(question, answer));
            }
            assertThat(run.run()).as("%s waits for %s", scenario, run.waiting()).isTrue();
            verify(scenario, run);
        }
    }

    private void verify(Scenario scenario, PipelineRun run) {
        String log = String.join("\n", run.log());
        // Of every cluster and before all else, so that what a test that fails has recorded does not count for the next
        // one.
        Map<String, List<String>> recorded = new LinkedHashMap<>();
        clusters.keySet().forEach(cluster -> recorded.put(cluster, newOnRecord(cluster)));
        assertThat(run.result()).as(log).isEqualTo(scenario.result());
        assertThat(called).as(log).isEqualTo(scenario.steps());
        scenario.says().forEach(text -> assertThat(log).contains(text));
        assertThat(log).doesNotContain(SECRETS);
        scenario.recorded().forEach((cluster, expected) -> assertThat(recorded.get(cluster))
                .as("%s: %s", cluster, log)
                .isEqualTo(expected));
    }

    private List<String> newOnRecord(String cluster) {
        int last = seen.getOrDefault(cluster, 0);
        List<Revision> revisions = new HeadStore(clusters.get(cluster), NAMES)
                .read()
                .map(h -> h.head().revisions())
                .orElse(List.of());
        List<String> fresh = new ArrayList<>();
        for (Revision revision : revisions) {
            if (revision.revision() > last) {
                fresh.add(revision.revision() + " " + revision.operation() + " " + revision.outcome());
                seen.merge(cluster, revision.revision(), Math::max);
            }
        }
        return fresh;
    }

    private PipelineSetup setup(K8sSteps steps) {
        PipelineSetup setup = new PipelineSetup(Path.of("..", "examples", "jenkins"))
                .library("k8s-release", Path.of(".."))
                .credential("ticket-booking-db-password", SECRETS.get(0))
                .credential("ticket-booking-mysql-root-password", SECRETS.get(1))
                .step("input", (call, run) -> {
                    called.add("input");
                    return Step.WAITS;
                });
        steps.bind(setup);
        return setup;
    }

    /** What a person answers: "abort", one of the choices, or "proceed". */
    private static Object answer(StepCall question, Object answer) {
        if (answer.equals(false)) {
            return new Interrupted("Rejected by ann");
        }
        if (question.named().get("parameters") instanceof List<?> offered) {
            List<?> choices = (List<?>) ((Map<?, ?>) offered.get(0)).get("choices");
            return choices.stream()
                    .filter(c -> c.toString().startsWith(answer.toString()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(answer + " is not offered, but " + choices));
        }
        return answer;
    }

    /** What a checkout brings. Simulated pods crash by an annotation. */
    private void copyManifests(boolean crash) throws IOException {
        Path source = Path.of("..", "manifests");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = workspace
                        .resolve("manifests")
                        .resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                String text = Files.readString(file);
                Files.writeString(copy, crash && file.endsWith("backend-deployment.yaml") ? crashing(text) : text);
            }
        }
    }

    private static String crashing(String deployment) {
        String changed = deployment.replaceFirst(
                "(?m)^(  template:\\R    metadata:\\R)",
                "$1      annotations: {localkube/behaviour: crash-loop, localkube/log: 'ERROR seat map is missing'}\n");
        assertThat(changed).as("the Deployment's template was found").isNotEqualTo(deployment);
        return changed;
    }
}
