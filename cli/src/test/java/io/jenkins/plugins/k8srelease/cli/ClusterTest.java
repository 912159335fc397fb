package io.jenkins.plugins.k8srelease.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.cli.CommandRun.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The commands against a real API server whose nodes are simulated ({@code localkube up --simulated 3}). */
@Tag("cluster")
class ClusterTest extends ClusterFixture {

    @Test
    void aReleaseTheSameAgainAndOneMoreSetting() {
        Outcome first = run("deploy", "good.yaml", "--smoke", "web/", "--output", "json");
        JsonNode result = Schemas.check("release-result", first.out());
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(result.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(result.path("revision").asInt()).isEqualTo(1);
        assertThat(result.path("changes")).hasSize(4);
        assertThat(result.path("smoke")).hasSize(2).allMatch(s -> s.path("passed")
                .asBoolean());

        Outcome again = run("deploy", "good.yaml");
        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("0 of 4 objects change", "release 1 is live and healthy");
        Outcome nothing = run("diff", "good.yaml", "--exit-code");
        assertThat(nothing.code()).isZero();
        assertThat(nothing.out()).contains("Nothing would change");

        Outcome diff = run("diff", "good.yaml", "--set", "LOG_LEVEL=debug", "--exit-code");
        assertThat(diff.code()).isEqualTo(1);
        assertThat(diff.out())
                .contains("~ configmap/settings", "~ data.LOG_LEVEL: \"info\" → \"debug\"", "~ deployment/web");
        JsonNode document = Schemas.check(
                "diff",
                run("diff", "good.yaml", "--set", "DB_PASSWORD=another-one", "-o", "json")
                        .out());
        assertThat(document.path("changes").asInt()).isPositive();
        assertThat(document.toString()).contains("(secret)").doesNotContain("another-one");

        assertThat(run("deploy", "good.yaml", "--set", "LOG_LEVEL=debug", "--by", "alice")
                        .code())
                .isZero();
        JsonNode history = Schemas.check("history", run("history", "-o", "json").out());
        assertThat(history.path("live").asInt()).isEqualTo(2);
        assertThat(history.at("/revisions/1/by").asText()).startsWith("alice");
        assertThat(run("history").out()).contains("2 live").contains("web v1");
        assertThat(run("history", "2").out()).contains("deployment/web", "changed", "alice");
        assertThat(Schemas.check("history", run("history", "2", "-o", "json").out())
                        .at("/revisions/0/objects"))
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
                        "undoing release 2",
                        "Release 2 of shop failed and was undone",
                        "Cause: ",
                        "Log of Pod",
                        "Hint: ",
                        "as it was before");
        assertThat(status().path("healthy").asBoolean()).isTrue();
        assertThat(status().at("/live/revision").asInt()).isEqualTo(1);
    }

    @Test
    void anotherImageARollbackAndNothingToAbort() {
        deployed();
        Outcome plan = run("rolling-update", "deployment/web", "--image", "shop/web:v2", "--dry-run");
        assertThat(plan.code()).as(plan.out() + plan.err()).isZero();
        assertThat(plan.out()).contains("~ deployment/web", "\"shop/web:v1\" → \"shop/web:v2\"", "nothing was changed");

        Outcome update = run(
                "rolling-update",
                "deployment/web",
                "--image",
                "shop/web:v2",
                "--env",
                "API_TOKEN=do-not-show-me",
                "-o",
                "json");
        JsonNode result = Schemas.check("release-result", update.out());
        assertThat(update.code()).as(update.err()).isZero();
        assertThat(result.path("command").asText()).isEqualTo("rolling-update");
        assertThat(result.path("changes")).hasSize(1);
        assertThat(update.out() + update.err()).doesNotContain("do-not-show-me");

        Outcome back = run("rollback");
        assertThat(back.code()).as(back.out() + back.err()).isZero();
        assertThat(back.out()).contains("back to release 1", "release 3 of shop is live");
        assertThat(Schemas.check("history", run("history", "-o", "json").out())
                        .at("/revisions/2/operation")
                        .asText())
                .isEqualTo("rollback");
        assertThat(run("rollback", "7").err()).contains("there is no release 7 on record");
        assertThat(run("rollback", "yesterday").code()).isEqualTo(2);
        assertThat(run("rolling-update", "web", "--restart").err()).contains("deployment/backend");
        Outcome abort = run("abort", "-o", "json");
        assertThat(Schemas.check("release-result", abort.out()).path("message").asText())
                .contains("nothing to abort");
    }

    @Test
    void blueGreenIsTestedByACommandSwitchedKeptAndRetired() {
        deployed();
        Outcome refused = run(
                "blue-green",
                "--service",
                "web",
                "--image",
                "shop/web:v2",
                "--drain",
                "0s",
                "--observe",
                "0s",
                "--test",
                "echo looked at $K8S_RELEASE_PREVIEW; exit 3");
        assertThat(refused.code()).as(refused.out() + refused.err()).isEqualTo(1);
        assertThat(refused.err()).contains("test| looked at web-preview");
        assertThat(refused.out()).contains("ended with exit code 3");
        assertThat(status().path("colours").isNull()).isTrue();

        Outcome green = run(
                "blue-green",
                "--service",
                "web",
                "--image",
                "shop/web:v2",
                "--drain",
                "0s",
                "--observe",
                "0s",
                "--test",
                "test $K8S_RELEASE_COLOUR = green",
                "-o",
                "json");
        JsonNode result = Schemas.check("release-result", green.out());
        assertThat(green.code()).as(green.out() + green.err()).isZero();
        assertThat(result.path("command").asText()).isEqualTo("blue-green");
        assertThat(status().at("/colours/active/deployments/0").asText()).isEqualTo("web-green");
        assertThat(run("status").out()).contains("green (release", "serves behind Service web", "is kept until");

        Outcome kept = run("retire", "--if-due");
        assertThat(kept.code()).as(kept.err()).isZero();
        assertThat(kept.out()).contains("is kept until");
        Outcome retired = run("retire", "-o", "json");
        assertThat(retired.code()).as(retired.out() + retired.err()).isZero();
        assertThat(Schemas.check("release-result", retired.out()).path("status").asText())
                .isEqualTo("SUCCEEDED");
        assertThat(status().at("/colours/standby").isNull()).isTrue();
        assertThat(run("blue-green", "--service", "web").err()).contains("what is new?");
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
    void manifestsFromStandardInput() {
        Outcome outcome = new CommandRun(folder).typing(APP.formatted("")).run(arguments("deploy", "-"));
        assertThat(outcome.code()).as(outcome.out() + outcome.err()).isZero();
        assertThat(run("deploy", "good.yaml").out()).contains("0 of 4 objects change");
        Outcome bad = new CommandRun(folder).typing("apiVersion: v1\nkind: [").run(arguments("deploy", "-"));
        assertThat(bad.code()).isEqualTo(2);
        assertThat(bad.err()).contains("standard input, document 1, line ");
    }

    /** What no file alone can tell: each with its document and line, exit code 2, and nothing applied. */
    @Test
    void whatTheServerFindsWrongIsBadInput() throws IOException {
        deployed();
        String good = "{apiVersion: v1, kind: ConfigMap, metadata: {name: extra}}";
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("{apiVersion: v1, kind: Servise, metadata: {name: w}}", "does not know Servise of v1");
        wrong.put(
                "{apiVersion: apps/v2, kind: Deployment, metadata: {name: w}, spec: {replicas: 1}}",
                "serves it as Deployment of apps/v1");
        wrong.put(
                "{apiVersion: v1, kind: Deployment, metadata: {name: w}, spec: {replicas: 1}}",
                "serves it as Deployment of apps/v1");
        wrong.put("{apiVersion: shop.example.org/v1, kind: Seat, metadata: {name: w}}", "CustomResourceDefinition");
        wrong.put(
                "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 99999}]}}",
                "spec.ports[0].port");
        wrong.put("{apiVersion: v1, kind: Service, metadata: {name: w}, spec: {prots: [{port: 80}]}}", "prots");
        wrong.put("{apiVersion: apps/v1, kind: Deployment, metadata: {name: w}, spec: {replicas: three}}", "replicas");
        wrong.put("{apiVersion: apps/v1, kind: Deployment, metadata: {name: w}, spec: {replicas: 1}}", "selector");
        wrong.put(
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: w}, data: {a: b}, immutable: maybe}", "immutable");
        for (Map.Entry<String, String> entry : wrong.entrySet()) {
            Files.writeString(folder.resolve("wrong.yaml"), good + "\n---\n" + entry.getKey());
            Outcome outcome = run("deploy", "wrong.yaml");
            assertThat(outcome.code())
                    .as(entry.getKey() + outcome.out() + outcome.err())
                    .isEqualTo(2);
            assertThat(outcome.err()).contains("wrong.yaml, document 2, line 3: ", entry.getValue());
            assertThat(run("diff", "wrong.yaml").code()).isEqualTo(2);
        }
        JsonNode history = Schemas.check("history", run("history", "-o", "json").out());
        assertThat(history.path("live").asInt()).isEqualTo(1);
        assertThat(run("diff", "good.yaml", "--exit-code").code()).isZero();
        Files.writeString(folder.resolve("extra.yaml"), good);
        assertThat(run("diff", "extra.yaml").out()).contains("+ configmap/extra");
    }
}
