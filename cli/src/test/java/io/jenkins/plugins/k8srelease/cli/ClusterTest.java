package io.jenkins.plugins.k8srelease.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.k8srelease.cli.CommandRun.Outcome;
import io.jenkins.plugins.k8srelease.cli.console.Terminal;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ClusterOptions;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a real API server whose nodes are simulated ({@code localkube up --simulated 3}). */
@Tag("cluster")
class ClusterTest {

    private static final ResourceType NAMESPACES = new ResourceType("", "v1", "Namespace", "namespaces", false);
    private static final String PASSWORD = "correct-horse-battery";

    private static final String APP =
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: creds}
            stringData: {password: "${DB_PASSWORD}"}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            data: {LOG_LEVEL: "${LOG_LEVEL}"}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}, annotations: {example.org/purpose: test%s}}
                spec:
                  containers:
                  - name: web
                    image: shop/web:v1
                    envFrom: [{configMapRef: {name: settings}}]
                    ports: [{containerPort: 8080}]
                    readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}
            """;

    @TempDir
    Path folder;

    private final String namespace =
            "cli-" + UUID.randomUUID().toString().substring(0, 8);
    private String kubeconfig;

    @BeforeEach
    void files() throws IOException {
        kubeconfig = System.getenv("K8S_RELEASE_TEST_KUBECONFIG");
        assumeThat(kubeconfig).as("K8S_RELEASE_TEST_KUBECONFIG").isNotNull();
        write("good.yaml", "");
        write("crash.yaml", ", localkube/behaviour: crash-loop");
        write("never.yaml", ", localkube/behaviour: never-ready");
        Files.writeString(folder.resolve("values.env"), "LOG_LEVEL=info\nDB_PASSWORD=" + PASSWORD + "\n");
    }

    private void write(String name, String annotation) throws IOException {
        Files.writeString(folder.resolve(name), APP.formatted(annotation));
    }

    @AfterEach
    void tidy() {
        if (kubeconfig != null) {
            try (Cluster cluster =
                    Cluster.connect(Config.fromKubeconfig(new File(kubeconfig)), ClusterOptions.standard())) {
                Cluster.join(cluster.send(ApiRequest.delete(NAMESPACES.path("", namespace), null)));
            } catch (ApiException e) {
                assertThat(e.isNotFound()).as(e.getMessage()).isTrue();
            }
        }
    }

    private String[] arguments(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--app", "shop", "-n", namespace, "--kubeconfig", kubeconfig));
        if (args[0].equals("deploy") || args[0].equals("diff")) {
            all.addAll(List.of("--values-file", "values.env"));
        }
        return all.toArray(String[]::new);
    }

    private Outcome run(String... args) {
        Outcome outcome = new CommandRun(folder).run(arguments(args));
        assertThat(outcome.out() + outcome.err()).doesNotContain(PASSWORD, "\tat ");
        return outcome;
    }

    private void deployed() {
        Outcome outcome = run("deploy", "good.yaml");
        assertThat(outcome.code()).as(outcome.out() + outcome.err()).isZero();
    }

    private JsonNode status() {
        return Schemas.check("status", run("status", "-o", "json").out());
    }

    @Test
    void aReleaseTheSameAgainAndOneMoreSetting() {
        Outcome first = run("deploy", "good.yaml", "--smoke", "web/", "--output", "json");
        JsonNode result = Schemas.check("release-result", first.out());
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(result.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(result.path("revision").asInt()).isEqualTo(1);
        assertThat(result.path("changes")).hasSize(4);
        assertThat(result.path("smoke")).hasSize(2).allMatch(s -> s.path("passed").asBoolean());

        Outcome again = run("deploy", "good.yaml");
        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("0 of 4 objects change", "release 1 is live and healthy");
        Outcome nothing = run("diff", "good.yaml", "--exit-code");
        assertThat(nothing.code()).isZero();
        assertThat(nothing.out()).contains("Nothing would change");

        Outcome diff = run("diff", "good.yaml", "--set", "LOG_LEVEL=debug", "--exit-code");
        assertThat(diff.code()).isEqualTo(1);
        assertThat(diff.out()).contains("~ configmap/settings", "~ data.LOG_LEVEL: \"info\" → \"debug\"", "~ deployment/web");
        JsonNode document = Schemas.check(
                "diff", run("diff", "good.yaml", "--set", "DB_PASSWORD=another-one", "-o", "json").out());
        assertThat(document.path("changes").asInt()).isPositive();
        assertThat(document.toString()).contains("(secret)").doesNotContain("another-one");

        assertThat(run("deploy", "good.yaml", "--set", "LOG_LEVEL=debug", "--by", "alice").code()).isZero();
        JsonNode history = Schemas.check("history", run("history", "-o", "json").out());
        assertThat(history.path("live").asInt()).isEqualTo(2);
        assertThat(history.at("/revisions/1/by").asText()).startsWith("alice");
        assertThat(run("history").out()).contains("2 live").contains("web v1");
        assertThat(run("history", "2").out()).contains("deployment/web", "changed", "alice");
        assertThat(Schemas.check("history", run("history", "2", "-o", "json").out()).at("/revisions/0/objects"))
                .hasSize(4);
        assertThat(run("history", "9").code()).isEqualTo(2);

        assertThat(status().path("healthy").asBoolean()).isTrue();
        assertThat(run("status").out()).contains("release 2 is live", "healthy");
        assertThat(run("resume").out()).contains("nothing to resume");
        assertThat(run("unlock").out()).contains("nothing to unlock");
    }

    @Test
    void aReleaseThatDoesNotFitItsQuotaIsToldBeforeItBegins() throws IOException {
        String quota =
                "---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {name: small}\nspec: {hard: {pods: \"%d\"}}\n";
        Files.writeString(folder.resolve("fits.yaml"), APP.formatted("") + quota.formatted(10));
        Files.writeString(folder.resolve("small.yaml"), APP.formatted("") + quota.formatted(1));
        String[] values = {"--values-file", "values.env", "-n", namespace, "--kubeconfig", kubeconfig};
        CommandRun command = new CommandRun(folder);
        Outcome fits = command.run(join(new String[] {"quota", "fits.yaml", "-o", "json"}, values));
        assertThat(fits.code()).as(fits.out() + fits.err()).isZero();
        assertThat(Schemas.check("quota", fits.out()).path("answer").asText()).isEqualTo("fits");
        Outcome small = command.run(join(new String[] {"quota", "small.yaml"}, values));
        assertThat(small.code()).as(small.out() + small.err()).isEqualTo(1);
        assertThat(small.out()).contains("does not fit", "quota small");
    }

    private static String[] join(String[] first, String[] second) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(second));
        return all.toArray(String[]::new);
    }

    @Test
    void aDryRunOfAFirstReleaseWritesNothing() {
        Outcome outcome = run("deploy", "good.yaml", "--dry-run");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("+ deployment/web", "nothing was changed");
        assertThat(run("history").code()).isEqualTo(2);
        assertThat(run("status").out()).contains("never released");
    }

    @Test
    void aReleaseThatCrashesIsUndoneAndSaysWhy() {
        deployed();
        Outcome outcome = run("deploy", "crash.yaml", "--timeout", "3m");
        assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(1);
        assertThat(outcome.out())
                .containsSubsequence(
                        "undoing release 2", "Release 2 of shop failed and was undone", "Cause: ", "Log of Pod", "Hint: ",
                        "as it was before");
        assertThat(status().path("healthy").asBoolean()).isTrue();
        assertThat(status().at("/live/revision").asInt()).isEqualTo(1);
    }

    @Test
    void withoutUndoItStays() {
        deployed();
        Outcome outcome = run("deploy", "crash.yaml", "--timeout", "3m", "--no-undo", "-o", "json");
        JsonNode result = Schemas.check("release-result", outcome.out());
        assertThat(outcome.code()).isEqualTo(3);
        assertThat(result.path("status").asText()).isEqualTo("NOT_UNDONE");
        assertThat(result.at("/diagnosis/cause").asText()).contains("web");
        assertThat(result.at("/diagnosis/evidence")).isNotEmpty();
        assertThat(run("status").out()).contains("release 2 failed and was not undone", "not healthy");
    }

    @Test
    void whatTheServerFindsWrongIsBadInput() throws IOException {
        Files.writeString(
                folder.resolve("wrong.yaml"),
                "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 99999}]}}");
        deployed();
        Outcome outcome = run("deploy", "wrong.yaml");
        assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(2);
        assertThat(outcome.err()).contains("wrong.yaml", "99999");
        assertThat(run("diff", "wrong.yaml").code()).isEqualTo(2);
    }

    @Test
    void aReleaseThatIsHeldIsLeftAlone() throws Exception {
        deployed();
        try (CommandProcess holder = CommandProcess.start(folder, arguments("deploy", "never.yaml", "--by", "alice"))) {
            holder.await("0 of 2 new pods ready");
            assertThat(status().at("/underWay/ownerSeemsAlive").asBoolean()).isTrue();
            assertThat(run("status").out()).contains("under way: release 2", "by alice");
            Outcome second = run("deploy", "good.yaml", "--set", "LOG_LEVEL=debug");
            assertThat(second.code()).as(second.out() + second.err()).isEqualTo(4);
            assertThat(second.err()).contains("is held by release 2", "alice");
            Outcome refused = run("unlock", "--yes");
            assertThat(refused.code()).isEqualTo(4);
            assertThat(refused.err()).contains("is at work", "--force");
            Outcome unasked = run("unlock", "--force");
            assertThat(unasked.code()).isEqualTo(2);
            assertThat(unasked.err()).contains("--yes");

            holder.signal("INT");
            holder.await("interrupted: undoing");
            assertThat(holder.exitCode()).as(holder.output()).isEqualTo(1);
            assertThat(holder.output()).contains("aborted: interrupted by the user", "as it was before");
        }
        assertThat(status().path("healthy").asBoolean()).isTrue();
        assertThat(status().path("underWay").isNull()).isTrue();
    }

    @Test
    void aKilledReleaseIsFinishedOrUndoneByAnotherProcess() throws Exception {
        try (CommandProcess killed = CommandProcess.start(folder, arguments("deploy", "good.yaml"))) {
            killed.await("deployment/web: created");
            killed.signal("KILL");
            killed.exitCode();
        }
        assertThat(status().at("/underWay/revision").asInt()).isEqualTo(1);
        Outcome resumed = run("resume");
        assertThat(resumed.code()).as(resumed.out() + resumed.err()).isZero();
        assertThat(resumed.out()).contains("took over release 1", "release 1 of shop is live and healthy");

        try (CommandProcess killed = CommandProcess.start(folder, arguments("deploy", "never.yaml"))) {
            killed.await("0 of 2 new pods ready");
            killed.signal("KILL");
            killed.exitCode();
        }
        Outcome undone = run("resume", "--undo", "-o", "json");
        assertThat(Schemas.check("release-result", undone.out()).path("status").asText()).isEqualTo("UNDONE");
        assertThat(undone.code()).isEqualTo(1);
        assertThat(status().at("/live/revision").asInt()).isEqualTo(1);
        assertThat(status().path("healthy").asBoolean()).isTrue();
    }

    @Test
    void aSecondInterruptLeavesAtOnceAndSaysHowToGoOn() throws Exception {
        deployed();
        try (CommandProcess process = CommandProcess.start(folder, arguments("deploy", "never.yaml"))) {
            process.await("0 of 2 new pods ready");
            // A stopped process gets both signals at once when it goes on, so the second cannot come after the undo.
            process.signal("STOP");
            process.signal("INT");
            process.signal("TERM");
            process.signal("CONT");
            assertThat(process.exitCode()).as(process.output()).isEqualTo(3);
            assertThat(process.output()).contains("k8s-release resume --app shop -n " + namespace, "--undo");
        }
        assertThat(status().at("/underWay/revision").asInt()).isEqualTo(2);
        CommandRun person = new CommandRun(folder).typing("y\n").on(new Terminal(true, false, false, 0));
        Outcome unlocked = person.run(arguments("unlock"));
        assertThat(unlocked.code()).as(unlocked.err()).isZero();
        assertThat(unlocked.err()).contains("Take release 2");
        assertThat(run("status").out()).contains("nobody owns it");
        assertThat(run("resume", "--undo").code()).isEqualTo(1);
        assertThat(status().path("healthy").asBoolean()).isTrue();
    }
}
