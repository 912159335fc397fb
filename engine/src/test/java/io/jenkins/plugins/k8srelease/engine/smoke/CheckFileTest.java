package io.jenkins.plugins.k8srelease.engine.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckFileTest {

    private static List<SmokeCheck> read(String name, String text) throws BadInputException {
        return CheckFile.read(name, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsEveryField() throws BadInputException {
        List<SmokeCheck> checks = read("checks.yaml", """
                checks:
                - name: health
                  service: backend-service:3000
                  path: /api/health?deep=1
                  status: 204
                  body: "ok|fine"
                  json: {/status: ok}
                  within: 300ms
                  attempts: 3
                  interval: 2s
                  timeout: 1m
                - service: database:3306
                  protocol: tcp
                  via: pod
                  image: registry.example.org/curl:8
                - url: https://shop.example.org/
                """);

        assertThat(checks.get(0))
                .isEqualTo(SmokeCheck.builder()
                        .name("health")
                        .target("backend-service:3000/api/health?deep=1")
                        .status(204)
                        .body("ok|fine")
                        .json("/status", "ok")
                        .withinMillis(300)
                        .attempts(3)
                        .intervalMillis(2_000)
                        .timeoutMillis(60_000)
                        .build());
        assertThat(checks.get(1)).hasToString("tcp://database:3306");
        assertThat(checks.get(1).image()).isEqualTo("registry.example.org/curl:8");
        assertThat(checks.get(2).via()).isEqualTo(Via.URL);
        assertThat(checks.get(2).protocol()).isEqualTo(Protocol.HTTPS);
    }

    @Test
    void readsJson() throws BadInputException {
        assertThat(read("checks.json", "[{\"service\": \"web\", \"json\": \"/a/b=c=d\"}]"))
                .singleElement()
                .satisfies(check -> assertThat(check.jsonValue()).isEqualTo("c=d"));
    }

    @Test
    void tellsEveryMistakeWithItsLine() {
        BadInputException thrown = catchThrowableOfType(BadInputException.class, () -> read("checks.yaml", """
                        - service: web
                          statuss: 200
                          attempts: many
                        - path: /health
                        - service: web
                          protocol: tcp
                        - service: web
                          url: http://web/
                        - web
                        - url: https://alice:secret-word@example.org/
                        - service: web
                          body: "("
                        """));

        assertThat(thrown.problems().stream().map(Object::toString))
                .satisfiesExactly(
                        p -> assertThat(p).contains("line 2", "did you mean status?"),
                        p -> assertThat(p).contains("line 3", "attempts: this takes a whole number"),
                        p -> assertThat(p).contains("line 4", "Name a service, or a url"),
                        p -> assertThat(p).contains("line 5", "speaks HTTP only"),
                        p -> assertThat(p).contains("line 7", "not both"),
                        p -> assertThat(p).contains("line 9", "a mapping of fields"),
                        p -> assertThat(p)
                                .contains("line 10", "user name or password")
                                .doesNotContain("secret-word"),
                        p -> assertThat(p).contains("line 12", "not a regular expression"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|the file is empty",
                "'[]'|no smoke test",
                "'service: web'|'service' is not known here",
                "'checks: 3'|no list of smoke tests",
                "'- service: web\n  service: api'|given before in line 1",
                "'- &a [*a]'|line 1",
                "'- service: \"web\u0007\"'|control character",
                "'- {service: web, within: 5}'|a time with its unit",
                "'- {service: web, via: magic}'|proxy, pod, url are possible",
                "'- {service: web, attempts: 0}'|attempts are 1 to 1000",
                "'- {name: a, service: web}\n- {name: a, service: api}'|was there before"
            })
    void refusesWhatIsNoListOfChecks(String text, String message) {
        assertThatThrownBy(() -> read("checks.yaml", text)).hasMessageContaining(message);
    }

    @Test
    void makesAChecksOfAMap() {
        assertThat(CheckFile.of(Map.of("service", "web:80/x", "attempts", 2)).attempts())
                .isEqualTo(2);
        assertThatThrownBy(() -> CheckFile.of(Map.of("service", "web", "retries", 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'retries' is not a field");
    }

    @Test
    void aCheckOfAnOlderRecordIsFilledIn() throws Exception {
        SmokeCheck check = new com.fasterxml.jackson.databind.json.JsonMapper().readValue("""
                        {"service":"web","port":"80","path":"/","status":200,"body":"","jsonPointer":"","jsonValue":"",
                         "attempts":5,"intervalMillis":1000,"timeoutMillis":5000}""", SmokeCheck.class);

        assertThat(check).isEqualTo(SmokeCheck.parse("web:80/"));
    }
}
