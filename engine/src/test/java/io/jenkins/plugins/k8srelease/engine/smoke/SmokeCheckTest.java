package io.jenkins.plugins.k8srelease.engine.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmokeCheckTest {

    private static String violation(SmokeCheck check, int code, String body) {
        return Expectation.violation(check, new Answer(code, body.getBytes(StandardCharsets.UTF_8), 30));
    }

    @Test
    void readsServicePortAndPath() {
        SmokeCheck check = SmokeCheck.parse("backend-service:3000/api/health?deep=1");

        assertThat(check.service()).isEqualTo("backend-service");
        assertThat(check.port()).isEqualTo("3000");
        assertThat(check.path()).isEqualTo("/api/health?deep=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://backend", "Backend:80", "a:b:c", "../x", "a/ b"})
    void refusesWhatIsNotOfThatForm(String target) {
        assertThatThrownBy(() -> SmokeCheck.parse(target))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SERVICE[:PORT][/PATH]");
    }

    @Test
    void comparesStatusBodyAndJson() {
        SmokeCheck check = SmokeCheck.parse("web/").withBody("ok").withJson("/version", "v2");

        assertThat(violation(check, 200, "{\"version\":\"v2\",\"is\":\"ok\"}")).isEmpty();
        assertThat(violation(check, 503, "down")).contains("HTTP 503 instead of 200", "down");
        assertThat(violation(check, 200, "{\"version\":\"v2\"}")).contains("does not match /ok/");
        assertThat(violation(check, 200, "{\"version\":\"v1\",\"is\":\"ok\"}"))
                .contains("/version is 'v1' instead of 'v2'");
        assertThat(violation(check, 200, "ok")).contains("not JSON");
    }

    @Test
    void anExpressionThatWouldMatchForEverIsCutOff() {
        SmokeCheck hostile = SmokeCheck.parse("web/").withBody("(.*)(.*)(.*)(.*)=");

        assertThat(violation(hostile, 200, "a".repeat(3000))).contains("takes too long");
        assertThat(violation(SmokeCheck.parse("web/").withBody("(a|b)*c"), 200, "ab".repeat(500_000)))
                .contains("too much memory");
    }

    @Test
    void controlCharactersOfAnAnswerAreNotPrinted() {
        assertThat(violation(SmokeCheck.parse("web/"), 500, "\u001b[31mred")).doesNotContain("\u001b");
    }
}
