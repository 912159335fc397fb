package io.jenkins.plugins.k8srelease.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.cli.CommandRun.Outcome;
import io.jenkins.plugins.k8srelease.cli.console.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

    private static final String CONFIG = """
        {"apiVersion": "v1", "kind": "Config", "current-context": "here",
         "contexts": [{"name": "here", "context": {"cluster": "c", "user": "u", "namespace": "team"}}],
         "clusters": [{"name": "c", "cluster": {"server": "https://127.0.0.1:1"}}],
         "users": [{"name": "u", "user": {"token": "not-for-eyes"}}]}
        """;

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        Files.createDirectories(folder.resolve(".kube"));
        Files.writeString(folder.resolve(".kube/config"), CONFIG);
        Files.writeString(folder.resolve("good.yaml"), "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}");
    }

    private Outcome run(String... args) {
        return new CommandRun(folder).run(args);
    }

    @ParameterizedTest
    @CsvSource({
        "deplo,'did you mean deploy?'",
        "histroy,'did you mean history?'",
        "deploy --obsrve 3s good.yaml,'did you mean --observe?'",
        "diff --exitcode good.yaml,'did you mean --exit-code?'",
        "deploy --observe 3x good.yaml,'10m, 90s, 1h30m'",
        "deploy --timeout 0s good.yaml --app a,'--timeout must be at least 1s'",
        "deploy --on-conflict maybe good.yaml,'expected one of [fail, force]'",
        "deploy,'MANIFESTS'",
        "deploy good.yaml,'--app'",
        "deploy good.yaml --app Shop,'lower-case letters'",
        "deploy good.yaml --app a -n Team,'not the name of a namespace'",
        "deploy missing.yaml --app a,'there is no such file or folder'",
        "deploy good.yaml --app a --set 1=2,'--set takes NAME=VALUE'",
        "deploy good.yaml --app a --set-env NOT_THERE,'no variable of that name'",
        "deploy good.yaml --app a --image web=v2,'may mean a tag or a name'",
        "deploy good.yaml --app a --smoke Backend!,'a smoke test is SERVICE'",
        "deploy good.yaml --app a --smoke web --smoke-json status,'POINTER=VALUE'",
        "deploy good.yaml --app a --smoke-status 200,'--smoke'",
        "deploy good.yaml --app a --context there,'there is no context \"there\"'",
        "deploy good.yaml --app a --kubeconfig nothing,'there is no file'",
        "deploy good.yaml --app a --in-cluster,'only in a pod'",
        "history,'--app'",
        "history --app a two,'is not an int'",
        "status --file nothing.yaml,'there is no file nothing.yaml'",
        "'','which command?'"
    })
    void wrongInputEndsWith2AndSaysWhy(String line, String expected) {
        Outcome outcome = run(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(outcome.err()).contains(expected).doesNotContain("\tat ");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void everyProblemOfTheManifestsIsToldAtOnce() throws IOException {
        Files.writeString(
                folder.resolve("bad.yaml"),
                "kind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Secret\n");
        Outcome outcome = run("deploy", "bad.yaml", "--app", "a");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("bad.yaml, document 1", "bad.yaml, document 2");
    }

    @Test
    void aMachineGetsTheFailureAsADocument() {
        Outcome outcome = run("deploy", "missing.yaml", "--app", "a", "-o", "json");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(Schemas.check("error", outcome.out()).at("/error/exitCode").asInt())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deploy good.yaml --app a",
                "diff good.yaml --app a",
                "status --app a",
                "history --app a",
                "resume --app a",
                "unlock --app a --yes"
            })
    void noConnectionEndsWith4AndNamesServerAndContext(String line) {
        Outcome outcome = run(line.split(" "));
        assertThat(outcome.err())
                .contains("https://127.0.0.1:1", "context \"here\" of " + folder.resolve(".kube/config"), "refused")
                .doesNotContain("\tat ", "not-for-eyes");
        assertThat(outcome.code()).isEqualTo(4);
    }

    @Test
    void aStackTraceOnlyWhenAskedFor() {
        assertThat(run("status", "--app", "a", "--verbose").err()).contains("\tat ");
    }

    @Test
    void helpShowsTheExitCodes() {
        Outcome outcome = run("--help");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out())
                .contains(
                        "  0  done",
                        "  1  the release failed and was undone",
                        "  2  wrong",
                        "  3  ",
                        "  4  nothing was begun");
        for (String command : new String[] {"deploy", "diff", "status", "history", "resume", "unlock", "version"}) {
            assertThat(outcome.out()).contains("\n  " + command);
            assertThat(run(command, "--help").code()).as(command).isZero();
        }
    }

    @Test
    void theApplicationsNameIsFoundInTheLabelThatAllObjectsCarry() throws IOException {
        Files.writeString(
                folder.resolve("labelled.yaml"),
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, labels: {app.kubernetes.io/part-of: shop}}}");
        Outcome outcome = run("deploy", "labelled.yaml");
        assertThat(outcome.err())
                .contains("application shop, as the label app.kubernetes.io/part-of of all objects says");
        assertThat(outcome.code()).as("it got as far as the connection").isEqualTo(4);
        assertThat(run("deploy", "labelled.yaml", "good.yaml").code()).isEqualTo(2);
    }

    @Test
    void aRecordFarFromItsObjectsIsWarnedOf() throws IOException {
        Files.writeString(
                folder.resolve("elsewhere.yaml"),
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: other}}");
        assertThat(run("deploy", "elsewhere.yaml", "--app", "a").err()).contains("deploy -n other");
        assertThat(run("deploy", "elsewhere.yaml", "--app", "a", "-n", "other").err())
                .doesNotContain("warning");
    }

    @Test
    void versionAndCompletion() {
        assertThat(run("version").out()).startsWith("k8s-release ");
        assertThat(run("--version").out()).startsWith("k8s-release ");
        assertThat(run("generate-completion").out()).contains("complete -F", "--values-file", "history");
    }

    @Test
    void coloursOnATerminalUnlessUnwanted() {
        CommandRun onTerminal = new CommandRun(folder).with("TERM", "xterm").on(new Terminal(true, true, true, 100));
        assertThat(onTerminal.run("deplo").err()).contains("\u001b[31m");
        assertThat(onTerminal.run("status", "--no-color").err()).doesNotContain("\u001b");
        assertThat(onTerminal.with("NO_COLOR", "1").run("deplo").err()).doesNotContain("\u001b");
    }
}
