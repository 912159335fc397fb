package io.jenkins.plugins.k8srelease.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisibleTest {

    @Test
    void shows_what_could_deceive() {
        assertThat(Visible.text("Z\u00FCrich \u65E5\u672C \uD83D\uDE00"))
                .isEqualTo("Z\u00FCrich \u65E5\u672C \uD83D\uDE00");
        assertThat(Visible.text("a\u001b[31m\n\u202Eb\u200B\u2028\uD800\uDB40\uDC41"))
                .isEqualTo("a\\u001b[31m\\u000a\\u202eb\\u200b\\u2028\\ud800\\U000e0041");
        assertThat(Visible.text("x".repeat(201))).isEqualTo("x".repeat(200) + "…");
    }
}
