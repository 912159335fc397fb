package io.jenkins.plugins.k8srelease.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MaskingTest {

    @Test
    void valuesAreHiddenInClearAndInBase64TheLongestFirst() {
        Masking masking = new Masking();
        masking.add("hunter2");
        masking.add("hunter2-and-more");
        assertThat(masking.apply("a hunter2-and-more b hunter2 c aHVudGVyMg== d"))
                .isEqualTo("a *** b *** c *** d");
    }

    @Test
    void eachLineOfAKeyIsHidden() {
        Masking masking = new Masking();
        masking.add("first-line\nsecond-line");
        assertThat(masking.apply("log: second-line")).isEqualTo("log: ***");
    }

    @Test
    void whatIsTooShortToHideLeavesTextsReadable() {
        Masking masking = new Masking();
        masking.add("v1");
        masking.add("true");
        masking.add("");
        assertThat(masking.apply("v1 true")).isEqualTo("v1 true");
    }

    @Test
    void aClusterCannotRewriteTheTerminal() {
        assertThat(Masking.visible("a\u001b[2Jb\r\u0007\u202ec")).isEqualTo("a\\u001b[2Jb\\u000d\\u0007\\u202ec");
        assertThat(Masking.visible(new Style(true).bad("failed") + "\n\tx"))
                .isEqualTo("\u001b[31mfailed\u001b[0m\n\tx");
    }
}
