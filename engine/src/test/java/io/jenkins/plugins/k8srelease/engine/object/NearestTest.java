package io.jenkins.plugins.k8srelease.engine.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

    private static final List<String> KINDS =
            List.of("Deployment", "DaemonSet", "StatefulSet", "Service", "Secret", "Job");

    @ParameterizedTest
    @CsvSource({
        "Deploymnet,Deployment",
        "deployment,Deployment",
        "Deployement,Deployment",
        "Statefulset,StatefulSet",
        "Servce,Service",
        "Jbo,Job"
    })
    void finds_what_was_meant(String word, String expected) {
        assertThat(Nearest.of(word, KINDS)).contains(expected);
    }

    @Test
    void is_silent_when_nothing_is_near() {
        assertThat(Nearest.of("Pod", KINDS)).isEmpty();
        assertThat(Nearest.of("Ingress", KINDS)).isEmpty();
        assertThat(Nearest.of("", KINDS)).isEmpty();
        assertThat(Nearest.of("x".repeat(10_000), List.of("y".repeat(10_000)))).isEmpty();
        assertThat(Nearest.of("a", List.of())).isEmpty();
    }

    @Test
    void prefers_the_nearer_and_then_the_first_in_order() {
        assertThat(Nearest.of("abcd", List.of("abzz", "abcz"))).contains("abcz");
        assertThat(Nearest.of("abcx", List.of("abcz", "abcy"))).contains("abcy");
    }
}
