package io.jenkins.plugins.k8srelease.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The variables of the shared library: what they call, in which order, and what becomes of a failure. The steps are recorders
 * here; with the engine behind them they are run by the tests of the examples.
 */
class LibraryTest {

    private static final String DIGEST = "sha256:" + "a".repeat(64);

    private final List<String> calls = new ArrayList<>();
    private final Map<String, String> failures = new TreeMap<>();
    private final Map<String, Object> status = new LinkedHashMap<>(Map.of(
            "healthy",
            true,
            "live",
            Map.of(
                    "revision",
                    4,
                    "images",
                    Map.of("Deployment/web/web", "registry:5000/shop/web:v2"),
                    "digests",
                    Map.of("Deployment/web/web", DIGEST))));
    private final PipelineSetup setup = new PipelineSetup(Path.of(".."))
            .library("k8s-release", Path.of(".."))
            .credential("hook", "http://hook/s3cret");

    @BeforeEach
    void recordSteps() {
        recorded(
                "k8sDeploy",
                Map.of(
                        "status",
                        "SUCCEEDED",
                        "revision",
                        5,
                        "durationSeconds",
                        12,
                        "images",
                        Map.of("Deployment/web/web", "shop/web:v2")));
        recorded("k8sBlueGreen", Map.of("status", "SUCCEEDED", "revision", 6));
        recorded("k8sDiff", Map.of());
        recorded("k8sSmokeTest", Map.of());
        recorded("k8sRollback", Map.of("revision", 7));
        recorded("slackSend", null);
        recorded("emailext", null);
        recorded("httpRequest", null);
        recorded("__k8sBegin", null);
        recorded("__k8sQuota", Map.of("environment", Map.of("K8S_QUOTA_ANSWER", "fits")));
        recorded("__k8sBlueGreenBegin", Map.of("id", "g", "environment", Map.of()));
        recorded("__k8sBlueGreenRefuse", null);
        recorded("__k8sBlueGreenSwitch", Map.of("status", "SUCCEEDED", "revision", 6));
        setup.step("k8sStatus", (call, run) -> {
            calls.add("k8sStatus " + call.named());
            return new LinkedHashMap<>(status);
        });
        setup.step(
                "k8sReport",
                (call, run) -> List.of(
                        Map.of("status", "SUCCEEDED"),
                        Map.of("status", "UNDONE", "cause", "it crashes <!channel>", "hint", "read its log")));
        setup.step("input", (call, run) -> {
            calls.add("input " + call.named());
            return Step.WAITS;
        });
    }

    private void recorded(String name, Map<String, Object> value) {
        setup.step(name, (call, run) -> {
            calls.add(name + " " + call.named());
            if (failures.containsKey(name) && call.named().toString().contains(failures.get(name))) {
                throw new IllegalStateException(name + " failed");
            }
            return value;
        });
    }

    private PipelineRun run(String text, boolean restart) {
        setup.restartBeforeEachStep(restart);
        PipelineRun run = PipelineRun.ofText(
                setup,
                "@Library('k8s-release') _\n" + text,
                Map.of(
                        "BUILD_NUMBER",
                        "12",
                        "JOB_NAME",
                        "shop",
                        "BUILD_USER",
                        "Ann",
                        "BUILD_URL",
                        "http://jenkins/job/shop/12/"),
                Map.of());
        run.run();
        return run;
    }

    private List<String> steps() {
        return calls.stream().map(c -> c.substring(0, c.indexOf(" "))).toList();
    }

    private static final String RELEASE =
            "def r = k8sRelease(app: 'shop', cluster: 'prod', namespace: 'web', manifests: 'k8s', images: [a: 'b'],"
                    + " smoke: [service: 'web'], notify: [slack: '#r']%s); echo \"revision ${r.revision}\"";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aReleaseChecksDeploysTestsAndTells(boolean restart) {
        PipelineRun run = run(RELEASE.formatted(""), restart);
        assertThat(run.error()).isNull();
        assertThat(steps()).containsExactly("__k8sBegin", "__k8sQuota", "k8sDeploy", "k8sSmokeTest", "slackSend");
        assertThat(calls.get(2)).contains("app=shop", "manifests=k8s", "images={a=b}", "rollbackOnFailure=true");
        assertThat(calls.get(4))
                .contains("color=good", "application: shop", "outcome: succeeded", "target: prod/web", "revision: 5")
                .contains("images: shop/web:v2", "duration: 12 s", "by: Ann", "build: http://jenkins/job/shop/12/");
        assertThat(run.log()).contains("revision 5");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatFailsItsSmokeTestIsRolledBackAndTold(boolean restart) {
        failures.put("k8sSmokeTest", "");
        PipelineRun run = run(RELEASE.formatted(""), restart);
        assertThat(run.error()).hasMessage("k8sSmokeTest failed");
        assertThat(steps())
                .containsExactly("__k8sBegin", "__k8sQuota", "k8sDeploy", "k8sSmokeTest", "k8sRollback", "slackSend");
        assertThat(calls.get(5)).contains("color=danger", "cause: it crashes &lt;!channel&gt;", "next: read its log");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDeployThatFailedUndidItselfAndIsOnlyTold(boolean restart) {
        failures.put("k8sDeploy", "");
        assertThat(run(RELEASE.formatted(""), restart).result()).isEqualTo("FAILURE");
        assertThat(steps()).containsExactly("__k8sBegin", "__k8sQuota", "k8sDeploy", "slackSend");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rollingAsksAfterThePlanAndBlueGreenBeforeTheSwitch(boolean restart) {
        PipelineRun rolling = run(RELEASE.formatted(", quota: false, approve: 'Go?'"), restart);
        assertThat(rolling.waiting()).extracting(StepCall::name).containsExactly("input");
        PipelineRun resumed = PipelineRun.resume(setup, rolling.save());
        assertThat(resumed.answer("input", "ann").run()).isTrue();
        assertThat(steps()).containsExactly("__k8sBegin", "k8sDiff", "input", "k8sDeploy", "k8sSmokeTest", "slackSend");
        assertThat(resumed.log()).contains("shop: approved by ann");
        assertThat(calls.get(5)).contains("approved by ann");

        calls.clear();
        PipelineRun green = run(
                RELEASE.formatted(", strategy: 'blue-green', service: 'web', approve: [submitter: 'ops', hours: 1]"),
                restart);
        assertThat(calls.get(calls.size() - 1)).contains("submitter=ops", "submitterParameter=approver");
        assertThat(green.answer("input", "bob").run()).isTrue();
        assertThat(green.error()).isNull();
        assertThat(steps())
                .containsExactly(
                        "__k8sBegin",
                        "__k8sQuota",
                        "__k8sBlueGreenBegin",
                        "input",
                        "__k8sBlueGreenSwitch",
                        "slackSend");
        assertThat(calls.get(2)).contains("smoke=[{service=web}]");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRefusalKeepsBlueAndIsToldAsAborted(boolean restart) {
        PipelineRun run = run(RELEASE.formatted(", strategy: 'blue-green', service: 'web', approve: 'Go?'"), restart);
        run.answer("input", new Interrupted("rejected by bob")).run();
        assertThat(run.result()).isEqualTo("ABORTED");
        assertThat(steps()).contains("__k8sBlueGreenRefuse").doesNotContain("__k8sBlueGreenSwitch");
        assertThat(calls.get(calls.size() - 1)).contains("outcome: aborted", "color=warning");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDryRunAsksNobodyAndTellsNobody(boolean restart) {
        run(RELEASE.formatted(", dryRun: true, approve: 'Go?'"), restart);
        assertThat(steps()).containsExactly("__k8sBegin", "__k8sQuota", "k8sDeploy");
        assertThat(calls.get(2)).contains("dryRun=true");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPromotionTakesImagesByDigest(boolean restart) {
        PipelineRun run = run(
                "k8sPromote(app: 'shop', from: [cluster: 'test'], to: [cluster: 'prod'], release: [quota: false])",
                restart);
        assertThat(run.error()).isNull();
        assertThat(calls.get(0)).isEqualTo("k8sStatus {cluster=test, app=shop}");
        assertThat(calls.get(1)).contains("cluster=prod");
        assertThat(calls.get(2)).contains("k8sDeploy", "images={registry:5000/shop/web=@" + DIGEST + "}");
    }

    @ParameterizedTest
    @MethodSource("unfitSources")
    void whatIsNotLiveAndHealthyIsNotPromoted(String field, Object value, String message) {
        status.put(field, value);
        PipelineRun run = run("k8sPromote(app: 'shop', from: [:], to: [:])", false);
        assertThat(run.error()).hasMessageContaining(message);
        assertThat(steps()).containsExactly("k8sStatus");
    }

    static Stream<Arguments> unfitSources() {
        return Stream.of(
                Arguments.of("live", null, "nothing of shop is released"),
                Arguments.of("healthy", false, "release 4 of shop is not healthy"),
                Arguments.of(
                        "underWay", Map.of("revision", 5, "by", "ann"), "release 5 of shop is under way there, by ann"),
                Arguments.of(
                        "live",
                        Map.of("revision", 4, "images", Map.of("Deployment/web/web", "shop/web:v2")),
                        "the digest of shop/web is not recorded"));
    }

    private static final String ENVIRONMENTS =
            "k8sEnvironments(app: 'shop', undo: true, release: [quota: false], environments: [[name: 'a', cluster: 'A'],"
                    + " [name: 'b', cluster: 'B'], [name: 'c', namespace: 'C'], [name: 'd', cluster: 'D']]%s)";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void environmentsStopAtTheFirstFailureAndAreUndoneInReverse(boolean restart) {
        failures.put("__k8sBegin", "namespace=C");
        failures.put("k8sRollback", "cluster=B");
        PipelineRun run = run(ENVIRONMENTS.formatted(""), restart);
        assertThat(run.error()).hasMessageContaining("failed");
        assertThat(steps())
                .containsExactly(
                        "__k8sBegin",
                        "k8sDeploy",
                        "__k8sBegin",
                        "k8sDeploy",
                        "__k8sBegin",
                        "k8sRollback",
                        "k8sRollback");
        assertThat(calls.get(5)).contains("cluster=B", "to=previous");
        assertThat(calls.get(6)).contains("cluster=A");
        assertThat(run.log())
                .contains(
                        "shop: the release to c failed; not reached: d",
                        "shop: b was NOT rolled back: k8sRollback failed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void environmentsPromoteFromOneToTheNext(boolean restart) {
        PipelineRun run = run(ENVIRONMENTS.formatted(", promote: true"), restart);
        assertThat(run.error()).isNull();
        assertThat(calls.stream().filter(c -> c.startsWith("k8sStatus")))
                .containsExactly(
                        "k8sStatus {cluster=A, app=shop}",
                        "k8sStatus {cluster=B, app=shop}",
                        "k8sStatus {namespace=C, app=shop}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void messagesGoEverywhereAndNeverFailABuild(boolean restart) {
        failures.put("slackSend", "");
        PipelineRun run = run("k8sNotify(app: 'shop', slack: '#r', email: 'a@b', webhook: 'hook')", restart);
        assertThat(run.result()).isEqualTo("SUCCESS");
        assertThat(steps()).containsExactly("slackSend", "emailext", "httpRequest");
        assertThat(calls.get(2)).contains("\"application\":\"shop\"", "url=http://hook/s3cret");
        assertThat(run.log()).contains("k8sNotify: nothing was sent to Slack: slackSend failed");
        assertThat(run.log().toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyMessageOfAFailureHasItsCauseAndALink(boolean restart) {
        run("k8sNotify(app: 'shop', outcome: 'failed', slack: '#r', email: 'a@b', webhook: 'hook')", restart);
        assertThat(steps()).containsExactly("slackSend", "emailext", "httpRequest");
        assertThat(calls).allSatisfy(call -> assertThat(call)
                .contains("it crashes", "read its log", "by: Ann", "http://jenkins/job/shop/12/"));
        assertThat(calls.get(1)).contains("to=a@b", "subject=Release of shop failed", "mimeType=text/plain");
        assertThat(calls.get(2)).contains("\"cause\":\"it crashes <!channel>\"", "\"outcome\":\"failed\"");
        calls.clear();
        run("k8sNotify(app: 'shop', outcome: 'failed', on: ['aborted'], slack: '#r')", restart);
        assertThat(calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPluginThatIsNotInstalledIsSaid(boolean restart) {
        setup.steps.remove("slackSend");
        setup.steps.remove("emailext");
        recorded("mail", null);
        PipelineRun run = run("k8sNotify(app: 'shop', slack: '#r', email: 'a@b')", restart);
        assertThat(run.result()).isEqualTo("SUCCESS");
        assertThat(steps()).containsExactly("mail");
        assertThat(run.log().toString()).contains("nothing was sent to Slack: this Jenkins has no such step");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            k8sRelease(app: 'shop', manifest: 'x')                      | k8sRelease has no parameter 'manifest'; did you mean 'manifests'?
            k8sRelease(app: 'shop', colour: 'x')                        | k8sRelease has no parameter 'colour'; it has app, cluster
            k8sRelease(manifests: 'x')                                  | k8sRelease: 'app' is missing
            k8sRelease(app: 'shop', images: 'x')                        | k8sRelease: images takes a map
            k8sRelease(app: 'shop', strategy: 'canary')                 | strategy is 'rolling' or 'blue-green'
            k8sRelease(app: 'shop', strategy: 'blue-green')             | needs 'service'
            k8sRelease(app: 'shop', dryRun: 'yes')                      | dryRun takes true or false
            k8sRelease(app: 'shop', quota: false, approve: [who: 'x'])  | k8sRelease, approve has no parameter 'who'
            k8sPromote(app: 'shop', from: [:], to: [cluster: [:]])      | k8sPromote, to: cluster takes a text
            k8sEnvironments(app: 'shop', environments: [[:]])           | k8sEnvironments, environment 1: 'name' is missing
            k8sNotify(app: 'shop')                                      | say whom to tell
            """)
    void wrongArgumentsAreToldBeforeAnythingHappens(String call, String message) {
        PipelineRun run = run(call, false);
        assertThat(run.error()).hasMessageContaining(message);
        assertThat(steps()).doesNotContain("k8sDeploy", "k8sBlueGreen", "slackSend", "input");
    }
}
