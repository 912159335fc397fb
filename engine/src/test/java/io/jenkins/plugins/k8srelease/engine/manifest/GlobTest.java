package io.jenkins.plugins.k8srelease.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*.yaml|a.yaml|true",
                "*.yaml|d/a.yaml|false",
                "*.yaml|.a.yaml|false",
                ".*.yaml|.a.yaml|true",
                "**/*.yaml|a.yaml|true",
                "**/*.yaml|d/e/a.yaml|true",
                "**/*.yaml|.git/a.yaml|false",
                "**/*.yaml|d/.git/a.yaml|false",
                "d/**|d/a|true",
                "**|a/b/c|true",
                "**/e/*.yaml|a/e/b.yaml|true",
                "**/e/*.yaml|a/f/b.yaml|false",
                "?.yaml|a.yaml|true",
                "?.yaml|ab.yaml|false",
                "[ab].yaml|b.yaml|true",
                "[!ab].yaml|b.yaml|false",
                "[a-c]|b|true",
                "{a,b}.yaml|b.yaml|true",
                "{a,b}.yaml|c.yaml|false",
                "*.{yaml,yml}|x.yml|true",
                "a.b*|aXb|false",
                "a+(b)*|a+(b)c|true",
                "[]a]|]|true",
                "[\\]|\\|true",
                "a}*|a}b|true",
                "{a,b*}|b,|true"
            })
    void matches_as_a_shell_does(String pattern, String path, boolean expected) {
        Glob glob = new Glob(pattern);
        String below = glob.root().isEmpty() ? path : path.substring(glob.root().length() + 1);
        assertThat(glob.matches(List.of(below.split("/")))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"*.yaml,''", "a/b/*.yaml,a/b", "/a/*.yaml,/a", "/*.yaml,/", "a/*/b,a", "../x/*,../x"})
    void knows_where_to_begin(String pattern, String root) {
        assertThat(new Glob(pattern).root()).isEqualTo(root);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "a[]", "{a", "{a{b}}"})
    void refuses_what_is_not_closed(String pattern) {
        assertThatThrownBy(() -> new Glob(pattern)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void visits_only_folders_that_can_hold_a_match() {
        Glob glob = new Glob("a/*/c/*.yaml");
        assertThat(glob.mayMatchBelow(List.of("x"))).isTrue();
        assertThat(glob.mayMatchBelow(List.of("x", "c"))).isTrue();
        assertThat(glob.mayMatchBelow(List.of("x", "d"))).isFalse();
        assertThat(glob.mayMatchBelow(List.of(".x"))).isFalse();
    }

    @Test
    @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void many_stars_cost_little() {
        Glob glob = new Glob("**/a/".repeat(12) + "*.yaml");
        assertThat(glob.matches(Collections.nCopies(100, "a"))).isFalse();
        assertThatThrownBy(() -> new Glob("{a,b}".repeat(30))).hasMessageContaining("too many");
        assertThat(new Glob("*a".repeat(20) + "b").matches(List.of("a".repeat(250))))
                .isFalse();
    }
}
