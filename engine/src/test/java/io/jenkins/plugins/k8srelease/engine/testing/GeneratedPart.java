package io.jenkins.plugins.k8srelease.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A part of a guide that a test writes and holds true, between two comments that name it. */
public record GeneratedPart(Path document, String name) {

    public static GeneratedPart of(String document, String name) {
        return new GeneratedPart(Path.of("../docs").resolve(document), name);
    }

    /** Compares the part, or writes it anew with {@code -Dupdate.docs=true}. */
    public void mustBe(String generated) throws IOException {
        String begin = "<!-- generated: " + name + " -->\n";
        String end = "<!-- end of " + name + " -->";
        String text = Files.readString(document);
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf(end);
        assertThat(from).as(begin).isGreaterThanOrEqualTo(begin.length());
        assertThat(to).as(end).isGreaterThanOrEqualTo(from);
        if (Boolean.getBoolean("update.docs")) {
            Files.writeString(document, text.substring(0, from) + generated + text.substring(to));
            return;
        }
        assertThat(text.substring(from, to))
                .as(document + "; run this test with -Dupdate.docs=true")
                .isEqualTo(generated);
    }
}
