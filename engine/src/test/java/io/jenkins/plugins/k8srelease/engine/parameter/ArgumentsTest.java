package io.jenkins.plugins.k8srelease.engine.parameter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArgumentsTest {

    private static Arguments deploy(Map<String, ?> given) {
        return Arguments.of(Operations.DEPLOY, given);
    }

    static List<Operation> operations() {
        return Operations.all();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whatIsStandardIsAccepted(Operation operation) {
        Map<String, Object> standard = new HashMap<>();
        operation.parameters().forEach(p -> standard.put(p.name(), p.standard()));
        operation.parameters().stream().filter(p -> p.standard().equals("")).forEach(p -> standard.remove(p.name()));
        assertThat(Arguments.of(operation, standard).given()).isEqualTo(standard);
        assertThat(operation.names()).doesNotHaveDuplicates();
    }

    @Test
    void anUnknownNameIsRefusedWithTheNearestKnownOne() {
        assertThatThrownBy(() -> deploy(Map.of("manifest", "k8s")))
                .isInstanceOf(BadArgumentsException.class)
                .hasMessage("k8sDeploy has no parameter 'manifest'; did you mean 'manifests'?");
        assertThatThrownBy(() -> deploy(Map.of("colour", "blue")))
                .hasMessageContaining("k8sDeploy has no parameter 'colour'; it has cluster, credentialsId, namespace");
    }

    @Test
    void everythingWrongIsSaidAtOnce() {
        assertThatThrownBy(
                        () -> deploy(Map.of("timeout", "soon", "onConflict", "forse", "rollbackOnFailure", "perhaps")))
                .hasMessageContaining("timeout: 'soon' is not a duration")
                .hasMessageContaining("onConflict is one of fail, force, not 'forse'; did you mean 'force'?")
                .hasMessageContaining("rollbackOnFailure takes true or false, not 'perhaps'");
    }

    @Test
    void whatGroovyHasBecomesPlain() {
        Arguments arguments = deploy(Map.of(
                "manifests",
                Arrays.asList(new StringBuilder("a"), "b"),
                "images",
                Map.of(new StringBuilder("web"), new StringBuilder("v2")),
                "rollbackOnFailure",
                "false",
                "values",
                Map.of("PORT", 8080, "ON", true)));
        assertThat(arguments.texts("manifests")).containsExactly("a", "b");
        assertThat(arguments.map("images")).containsExactly(Map.entry("web", "v2"));
        assertThat(arguments.flag("rollbackOnFailure")).isFalse();
        assertThat(arguments.map("values")).containsEntry("PORT", "8080").containsEntry("ON", "true");
    }

    @Test
    void whatIsLeftOutHasItsStandard() {
        Map<String, Object> given = new HashMap<>();
        given.put("timeout", null);
        Arguments arguments = deploy(given);
        assertThat(arguments.texts("manifests")).containsExactly("manifests");
        assertThat(arguments.duration("timeout")).isEqualTo(Duration.ofMinutes(10));
        assertThat(arguments.text("app")).isEmpty();
        assertThat(arguments.has("app")).isFalse();
    }

    @Test
    void noValueOfAMapIsRepeated() {
        assertThatThrownBy(() -> deploy(Map.of("values", Map.of("PASSWORD", List.of("hunter2")))))
                .hasMessageContaining("values.PASSWORD takes a map of texts")
                .hasMessageNotContaining("hunter2");
        Map<String, String> unset = new HashMap<>();
        unset.put("PASSWORD", null);
        assertThatThrownBy(() -> deploy(Map.of("values", unset))).hasMessageContaining("PASSWORD has no value (null)");
        assertThat(deploy(Map.of("values", Map.of("PASSWORD", "hunter2"))).toString())
                .isEqualTo("k8sDeploy[values]");
    }

    @Test
    void smokeTestsAreTextsOrMaps() {
        Arguments arguments = deploy(
                Map.of("smoke", List.of("web:80/health", Map.of("service", "web", "status", 204, "json", "/a=b"))));
        assertThat(Requests.settings(arguments).smoke())
                .extracting(c -> c.service() + c.path() + c.status() + c.jsonPointer() + c.jsonValue())
                .containsExactly("web/health200", "web/204/ab");
        assertThatThrownBy(() -> deploy(Map.of("smoke", List.of(Map.of("service", "web", "stauts", 204)))))
                .hasMessageContaining("smoke[0]: a smoke test has no parameter 'stauts'; did you mean 'status'?");
        assertThatThrownBy(() -> Requests.check(deploy(Map.of("smoke", "no such thing"))))
                .hasMessageContaining("smoke[0]: a smoke test is SERVICE[:PORT][/PATH]");
    }

    @Test
    void aStepThatOnlyTestsTakesOneTestOrAList() {
        assertThat(SmokeChecks.of(Arguments.of(
                        Operations.SMOKE_TEST, Map.of("service", "web:80", "path", "/health", "within", "500ms"))))
                .singleElement()
                .satisfies(c -> assertThat(c.target() + c.withinMillis()).isEqualTo("web:80/health500"));
        assertThat(SmokeChecks.of(Arguments.of(Operations.SMOKE_TEST, Map.of("checks", List.of("a:1", "b:2")))))
                .hasSize(2);
        assertThatThrownBy(() -> SmokeChecks.of(
                        Arguments.of(Operations.SMOKE_TEST, Map.of("checks", List.of("a:1"), "status", 204))))
                .hasMessageContaining("either checks or a single test: status");
        assertThatThrownBy(() -> SmokeChecks.of(Arguments.of(Operations.SMOKE_TEST, Map.of())))
                .hasMessageContaining("k8sSmokeTest: what is to be asked?");
        assertThatThrownBy(() -> Arguments.of(Operations.SMOKE_TEST, Map.of("url", "http://169.254.169.254/")))
                .hasMessageContaining("k8sSmokeTest has no parameter 'url'");
    }

    @Test
    void aRollingUpdateNeedsSomethingToDo() {
        assertThatThrownBy(() -> Requests.check(Arguments.of(Operations.ROLLING_UPDATE, Map.of("app", "shop"))))
                .hasMessageContaining("k8sRollingUpdate has nothing to do");
        assertThatThrownBy(() -> Requests.check(
                        Arguments.of(Operations.ROLLING_UPDATE, Map.of("restart", true, "workloads", "backend"))))
                .hasMessageContaining("workloads: a workload is written with its kind");
        Arguments update = Arguments.of(
                Operations.ROLLING_UPDATE,
                Map.of("env", Map.of("deployment/web:LEVEL", "debug"), "maxSurge", 1, "minReadySeconds", 5));
        assertThat(Requests.edits(update).env()).singleElement().satisfies(e -> assertThat(e.value())
                .isEqualTo("debug"));
        assertThat(Requests.edits(update).minReadySeconds()).isEqualTo(5);
    }

    @Test
    void aRollbackGoesToANumberOrBack() {
        assertThat(Requests.to(Arguments.of(Operations.ROLLBACK, Map.of()))).isEqualTo("previous");
        assertThat(Requests.to(Arguments.of(Operations.ROLLBACK, Map.of("to", 4))))
                .isEqualTo("4");
        assertThatThrownBy(() -> Requests.check(Arguments.of(Operations.ROLLBACK, Map.of("to", "v4"))))
                .hasMessageContaining("to is 'previous' or the number of a recorded release, not 'v4'");
    }

    @Test
    void sharesAreReadAsPeopleWriteThem() {
        assertThat(Arguments.of(Operations.QUOTA, Map.of("headroom", "20%")).share("headroom"))
                .isEqualTo(0.2);
        assertThat(Arguments.of(Operations.QUOTA, Map.of("headroom", 0.25)).share("headroom"))
                .isEqualTo(0.25);
        assertThatThrownBy(() -> Arguments.of(Operations.QUOTA, Map.of("headroom", "2")))
                .hasMessageContaining("headroom takes a share");
    }

    @Test
    void mistakesShowBeforeAnythingIsRead() {
        assertThatThrownBy(() -> Requests.check(deploy(Map.of("timeout", "0s"))))
                .hasMessage("timeout must be at least 1s");
        assertThatThrownBy(() -> Requests.check(deploy(Map.of("images", Map.of("web", "a b")))))
                .hasMessageContaining("images: ");
        assertThatThrownBy(() -> Requests.check(deploy(Map.of("app", "Not_A_Name"))))
                .hasMessageContaining("app 'Not_A_Name'");
        assertThatThrownBy(() -> Requests.check(deploy(Map.of("manifests", "-"))))
                .hasMessageContaining("manifests names nothing");
    }

    @Test
    void aFieldIsCheckedByItselfAsItIsFilledIn() {
        Map<String, Object> right = Map.ofEntries(
                Map.entry("app", "shop"),
                Map.entry("images", Map.of("shop/web", "v2")),
                Map.entry("workloads", List.of("deployment/web")),
                Map.entry("env", Map.of("deployment/web:LEVEL", "debug")),
                Map.entry("maxSurge", "25%"),
                Map.entry("minReadySeconds", "5"),
                Map.entry("to", "7"),
                Map.entry("smoke", List.of("web:80/health")),
                Map.entry("manifests", List.of("k8s")),
                Map.entry("timeout", "5m"),
                Map.entry("service", "web"),
                Map.entry("checks", List.of("web:80")),
                Map.entry("json", "/status=ok"),
                Map.entry("headroom", "10%"),
                Map.entry("drain", "5s"));
        Map<String, Object> wrong = Map.ofEntries(
                Map.entry("app", "Not_A_Name"),
                Map.entry("images", Map.of("web", "a b")),
                Map.entry("workloads", List.of("web")),
                Map.entry("env", Map.of("1 2", "debug")),
                Map.entry("maxSurge", "many"),
                Map.entry("maxUnavailable", "-1"),
                Map.entry("minReadySeconds", "soon"),
                Map.entry("to", "v4"),
                Map.entry("smoke", List.of("no such thing")),
                Map.entry("manifests", List.of("-")),
                Map.entry("timeout", "soon"),
                Map.entry("observe", "soon"),
                Map.entry("drain", "soon"),
                Map.entry("keepOld", "soon"),
                Map.entry("service", "no such thing"),
                Map.entry("preview", "no such thing"),
                Map.entry("checks", List.of("no such thing")),
                Map.entry("path", "no slash"),
                Map.entry("status", "soon"),
                Map.entry("body", "(unclosed"),
                Map.entry("json", "status"),
                Map.entry("attempts", "0"),
                Map.entry("interval", "soon"),
                Map.entry("within", "soon"),
                Map.entry("headroom", "2"));
        for (Operation operation : Operations.all()) {
            for (Parameter parameter : operation.parameters()) {
                String name = parameter.name();
                if (right.containsKey(name)) {
                    FieldCheck.check(operation, name, right.get(name));
                }
                if (wrong.containsKey(name)) {
                    Object value = wrong.get(name);
                    if (name.equals("manifests") && parameter.standard().equals(List.of())) {
                        continue;
                    }
                    assertThatThrownBy(() -> FieldCheck.check(operation, name, value))
                            .as(operation.name() + " " + name + " " + value)
                            .isInstanceOf(BadArgumentsException.class)
                            .hasMessageContaining(name.equals("smoke") || name.equals("checks") ? "[0]" : "");
                }
            }
        }
        assertThatThrownBy(() -> FieldCheck.check(Operations.BLUE_GREEN, "workloads", List.of("statefulset/db")))
                .hasMessageContaining("only a Deployment can have a second colour");
    }
}
