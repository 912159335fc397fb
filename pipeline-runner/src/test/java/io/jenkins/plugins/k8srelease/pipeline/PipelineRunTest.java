package io.jenkins.plugins.k8srelease.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that a Jenkins accepts or refuses end here in the same way. */
class PipelineRunTest {

    private final PipelineSetup setup = new PipelineSetup(Path.of("."))
            .credential("token", "s3cret")
            .restartBeforeEachStep(true)
            .step("input", (call, run) -> Step.WAITS);

    private PipelineRun run(String text) {
        PipelineRun run = PipelineRun.ofText(
                setup, text, Map.of("BUILD_NUMBER", "12", "BRANCH_NAME", "main", "JOB_NAME", "shop"), Map.of());
        run.run();
        return run;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ['a', 'b'].each { echo it }                                      | a b
            ['a', 'b'].collect { echo it; it }.join('-').with { echo it }    | a b a-b
            [x: 1].each { k, v -> echo "${k}=${v}" }                         | x=1
            3.times { echo "t${it}" }                                        | t0 t1 t2
            def l = []; for (i in [1, 2]) { l.add(i); echo "${l.size()}" }   | 1 2
            try { error 'boom' } catch (e) { echo e.message }                | boom
            int n = 0; retry(3) { n++; if (n < 3) { error "no" }; echo 'ok' }| ERROR:_no Retrying ERROR:_no Retrying ok
            def c = { x -> echo "got ${x}" }; c(1)                           | got_1
            switch (2) { case 2: echo 'two'; break; default: echo 'other' }  | two
            withCredentials([string(credentialsId: 'token', variable: 'T')]) { echo "t ${T} ${env.T}" } | t_****_****
            """)
    void idiomsSurviveARestartBeforeEachStep(String program, String log) {
        PipelineRun run = run(program);
        assertThat(run.error()).isNull();
        assertThat(run.result()).isEqualTo("SUCCESS");
        assertThat(run.log().stream().map(l -> l.replace(' ', '_'))).containsExactly(log.split(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            def m = ('abc' =~ /b/); echo 'x'; echo "${m.find()}"             | cannot be saved
            def o = Optional.of(1); echo 'x'; echo "${o}"                    | cannot be saved
            [3, 1].sort { a, b -> echo 'x'; a <=> b }                        | expected to call
            @NonCPS def f() { echo 'x' }; f(); echo 'y'                      | expected to call
            k8sDeploi app: 'shop'                                            | No such DSL method 'k8sDeploi'
            echo "${nope}"                                                   | nope
            pipeline { stages { } }                                          | Missing required section 'agent'
            pipeline { agent any; stages { echo 'x' } }                      | Undefined section "echo" in stages
            pipeline { agent any; stages { stage('A') { } } }                | has no steps
            withCredentials([string(credentialsId: 'x', variable: 'T')]) { } | Could not find credentials
            """)
    void whatJenkinsRefusesOrGetsWrongFails(String program, String message) {
        PipelineRun run = run(program.trim());
        assertThat(run.result()).isEqualTo("FAILURE");
        assertThat(run.error()).hasMessageContaining(message);
    }

    @Test
    void branchesTakeTurnsWithTheirOwnEnvironment() {
        PipelineRun run =
                run("def m = [:]; for (x in ['a', 'b']) { def n = x; m[n] = { withEnv([\"V=${n}\"]) { echo \"1 ${V}\";"
                        + " echo \"2 ${env.V}\" } } }; parallel m");
        assertThat(run.log()).containsExactly("[a] 1 a", "[b] 1 b", "[a] 2 a", "[b] 2 b");
    }

    @Test
    void stepsOfBranchesRunAtTheSameTime() {
        CountDownLatch both = new CountDownLatch(2);
        setup.step(
                "meet",
                (call, run) -> CompletableFuture.supplyAsync(() -> {
                    both.countDown();
                    try {
                        both.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return "met";
                }));
        PipelineRun run = run("def r = parallel(a: { meet() }, b: { meet() }); echo \"${r}\"");
        assertThat(run.log()).containsExactly("[a:met, b:met]");
    }

    @Test
    void aFailedBranchEndsTheOthersWhenAsked() {
        PipelineRun run = run("parallel(a: { error 'boom' }, b: { input 'ok?' }, failFast: true)");
        assertThat(run.error()).hasMessage("boom");
    }

    @Test
    void timeoutInterrupts() {
        PipelineRun run = run("try { timeout(time: 2) { sleep 100; retry(2) { sleep 100 } } } finally { echo 'end' }");
        assertThat(run.result()).isEqualTo("ABORTED");
        assertThat(run.log()).containsExactly("end", "ERROR: Timeout has been exceeded");
    }

    @Test
    void declarativeRunsItsPostConditions() {
        PipelineRun run = run("""
                pipeline {
                    agent any
                    environment { A = 'x'; B = "${A}y"; T = credentials('token') }
                    stages {
                        stage('One') { steps { echo "b ${B} ${T}" }; post { success { echo 'one' } } }
                        stage('Two') { when { branch 'release/*' }; steps { echo 'never' } }
                        stage('Three') { steps { error 'boom' }; post { failure { echo 'three' } } }
                        stage('Four') { steps { echo 'never' } }
                    }
                    post { always { echo "is ${currentBuild.currentResult}" }; unsuccessful { echo 'bad' }; cleanup { echo 'c' } }
                }
                """);
        assertThat(run.log())
                .containsExactly(
                        "{ (One)",
                        "b xy ****",
                        "one",
                        "} (One)",
                        "{ (Two)",
                        "Stage \"Two\" skipped due to when conditional",
                        "} (Two)",
                        "{ (Three)",
                        "three",
                        "} (Three)",
                        "is FAILURE",
                        "bad",
                        "c",
                        "ERROR: boom");
    }

    @Test
    void matrixRunsItsCells() {
        PipelineRun run = run("""
                pipeline { agent none
                  stages { stage('M') { matrix {
                    axes { axis { name 'R'; values 'eu', 'us' }; axis { name 'T'; values 'web', 'db' } }
                    excludes { exclude { axis { name 'R'; values 'us' }; axis { name 'T'; values 'db' } } }
                    stages { stage('V') { steps { echo "${R}/${T}" } } } } } } }
                """);
        assertThat(run.log().stream().filter(l -> l.matches(".*] (eu|us)/.*")).map(l -> l.replaceFirst(".*] ", "")))
                .containsExactlyInAnyOrder("eu/web", "eu/db", "us/web");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"input 'Release?'", "timeout(time: 1) { input 'Release?' }", "stage('A') { input 'Release?' }"})
    void aSavedProgramGoesOnElsewhere(String waiting) {
        PipelineRun run = run("def kept = [n: 1]; " + waiting + "; echo \"kept ${kept.n}\"");
        assertThat(run.result()).isNull();
        assertThat(run.waiting()).extracting(StepCall::name).containsExactly("input");
        PipelineRun again = PipelineRun.resume(setup, run.save());
        assertThat(again.answer("input", null).run()).isTrue();
        assertThat(again.log()).contains("kept 1");
        assertThat(again.result()).isEqualTo("SUCCESS");
    }

    @Test
    void secretsAreMaskedEvenWhenTheyAreInAMessage() {
        assertThat(run("error 'token s3cret'").log()).isEqualTo(List.of("ERROR: token ****"));
    }
}
