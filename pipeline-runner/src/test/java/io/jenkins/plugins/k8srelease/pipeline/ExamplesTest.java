package io.jenkins.plugins.k8srelease.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every example Jenkinsfile, to its end: plain, with a restart before every step, and saved and resumed by another process at
 * every question.
 */
class ExamplesTest {

    private static final Path FOLDER = Path.of("..", "examples", "jenkins");
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    /**
     * How an example is run.
     *
     * @param file its name without ending
     * @param environment of the build
     * @param parameters of the build
     * @param answers to its questions, in their order
     * @param steps that it calls
     */
    private record Example(
            String file,
            Map<String, String> environment,
            Map<String, Object> parameters,
            List<Object> answers,
            List<String> steps) {

        @Override
        public String toString() {
            return file + environment.values() + parameters.values();
        }
    }

    /** How often the program is interrupted. */
    private enum Mode {
        PLAIN,
        RESTARTED,
        RESUMED
    }

    private final RecordedSteps steps = new RecordedSteps();

    static Stream<Example> examples() {
        List<String> library = List.of("withK8s", "withK8sQuota", "k8sDeploy", "k8sSmokeTest");
        return Stream.of(
                example(
                        "rolling",
                        Map.of(),
                        Map.of(),
                        List.of(),
                        "withK8s",
                        "withK8sQuota",
                        "k8sDeploy",
                        "k8sSmokeTest"),
                example("scripted", Map.of(), Map.of(), List.of(), "withK8s", "k8sRollingUpdate", "k8sSmokeTest"),
                example(
                        "blue-green",
                        Map.of(),
                        Map.of(),
                        List.of("ann"),
                        "withK8s",
                        "withK8sBlueGreen",
                        "k8sSmokeTest",
                        "input",
                        "switch"),
                example("multibranch", Map.of("CHANGE_ID", "7", "BRANCH_NAME", "PR-7"), Map.of(), List.of(), "k8sDiff"),
                new Example("multibranch", Map.of("BRANCH_NAME", "main"), Map.of(), List.of(), library),
                new Example("multibranch", Map.of("TAG_NAME", "v2", "BRANCH_NAME", "v2"), Map.of(), List.of(), library),
                new Example("tag", Map.of("TAG_NAME", "v2"), Map.of(), List.of(), library),
                example("tag", Map.of("TAG_NAME", "nightly"), Map.of(), List.of()),
                example(
                        "environments",
                        Map.of(),
                        Map.of(),
                        List.of("ann"),
                        "withK8s",
                        "withK8sQuota",
                        "k8sDeploy",
                        "k8sSmokeTest",
                        "k8sStatus",
                        "withK8s",
                        "withK8sQuota",
                        "k8sDiff",
                        "input",
                        "k8sDeploy",
                        "k8sSmokeTest"),
                example(
                        "release-job",
                        Map.of(),
                        Map.of("DRY_RUN", true),
                        List.of(),
                        "withK8s",
                        "withK8sQuota",
                        "k8sDeploy"),
                new Example("release-job", Map.of(), Map.of("DRY_RUN", false), List.of(), library),
                example(
                        "release-job",
                        Map.of(),
                        Map.of("DRY_RUN", false, "STRATEGY", "blue-green"),
                        List.of(),
                        "withK8s",
                        "k8sBlueGreen"),
                example(
                        "rollback-job",
                        Map.of(),
                        Map.of(),
                        List.of("3: deploy of yesterday by ann"),
                        "withK8s",
                        "k8sHistory",
                        "input",
                        "k8sRollback"));
    }

    private static Example example(
            String file,
            Map<String, String> environment,
            Map<String, Object> parameters,
            List<Object> answers,
            String... steps) {
        return new Example(file, environment, parameters, answers, List.of(steps));
    }

    @Test
    void everyExampleIsRun() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<String> there = files.map(Path::toString)
                    .filter(f -> f.endsWith(".Jenkinsfile"))
                    .map(f -> f.substring(f.lastIndexOf('/') + 1, f.lastIndexOf('.')))
                    .toList();
            assertThat(new TreeSet<>(there))
                    .isEqualTo(new TreeSet<>(examples().map(Example::file).toList()));
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void runsToItsEnd(Example example) {
        for (Mode mode : Mode.values()) {
            steps.calls().clear();
            PipelineRun run = run(example, mode);
            assertThat(run.error()).as(mode + ": " + run.log()).isNull();
            assertThat(run.result()).isEqualTo("SUCCESS");
            assertThat(steps.steps()).as(mode.name()).isEqualTo(example.steps());
            assertThat(run.log().toString()).doesNotContain("db-s3cret", "root-s3cret");
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void aStepThatFailsFailsTheBuild(Example example) {
        for (String step : new TreeSet<>(example.steps())) {
            if (step.startsWith("k8s")) {
                steps.calls().clear();
                steps.fail(step, "");
                PipelineRun run = run(example, Mode.PLAIN);
                steps.fail(step, "\u0000");
                assertThat(run.result()).as(step).isEqualTo("FAILURE");
                assertThat(run.error()).hasMessageContaining(step + " failed");
            }
        }
    }

    @Test
    void whatIsApprovedInProductionIsWhatRunsInStaging() {
        run(examples().filter(e -> e.file().equals("environments")).findFirst().orElseThrow(), Mode.PLAIN);
        assertThat(steps.calls().stream()
                        .filter(c -> c.step().equals("k8sDeploy"))
                        .toList())
                .last()
                .extracting(c -> c.given().get("images"))
                .isEqualTo(Map.of("ticket-booking/backend", "@" + DIGEST));
    }

    private PipelineRun run(Example example, Mode mode) {
        PipelineSetup setup = new PipelineSetup(FOLDER)
                .library("k8s-release", Path.of(".."))
                .credential("ticket-booking-db-password", "db-s3cret")
                .credential("ticket-booking-mysql-root-password", "root-s3cret")
                .restartBeforeEachStep(mode == Mode.RESTARTED);
        steps.bind(setup).returns("k8sStatus", live()).returns("k8sHistory", history());
        Map<String, String> environment = new LinkedHashMap<>(Map.of("BUILD_NUMBER", "12", "JOB_NAME", "shop"));
        environment.putAll(example.environment());
        PipelineRun run = PipelineRun.of(setup, example.file() + ".Jenkinsfile", environment, example.parameters());
        for (Object answer : example.answers()) {
            if (run.run()) {
                return run;
            }
            run = mode == Mode.RESUMED ? PipelineRun.resume(setup, run.save()) : run;
            run.answer("input", answer);
        }
        run.run();
        return run;
    }

    private static Map<String, Object> live() {
        return new LinkedHashMap<>(Map.of(
                "healthy",
                true,
                "live",
                Map.of(
                        "revision",
                        4,
                        "images",
                        Map.of("Deployment/backend/backend", "ticket-booking/backend:v2"),
                        "digests",
                        Map.of("Deployment/backend/backend", DIGEST))));
    }

    private static Map<String, Object> history() {
        return Map.of(
                "revisions",
                List.of(
                        Map.of(
                                "revision",
                                3,
                                "outcome",
                                "SUCCEEDED",
                                "live",
                                false,
                                "operation",
                                "deploy",
                                "endedAt",
                                "t",
                                "by",
                                "a"),
                        Map.of(
                                "revision",
                                4,
                                "outcome",
                                "SUCCEEDED",
                                "live",
                                true,
                                "operation",
                                "deploy",
                                "endedAt",
                                "t",
                                "by",
                                "a")),
                "live",
                4);
    }
}
