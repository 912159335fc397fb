package io.jenkins.plugins.k8srelease.engine.manifest;

import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.CONFIG;
import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.one;
import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextDecoderTest {

    private static String refusedBytes(byte[] bytes) {
        return refused("m.yaml", bytes, LoadOptions.standard());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-32LE"})
    void names_utf16(String charset) {
        String marked = charset.equals("UTF-16") ? CONFIG : "\uFEFF" + CONFIG;
        assertThat(refusedBytes(marked.getBytes(Charset.forName(charset))))
                .isEqualTo(
                        "m.yaml: the file is in UTF-16 or UTF-32, not in UTF-8 (convert the file to UTF-8, for example"
                                + " with iconv -f UTF-16 -t UTF-8)");
    }

    @Test
    void guesses_utf16_without_a_mark() {
        assertThat(refusedBytes(CONFIG.getBytes(StandardCharsets.UTF_16LE)))
                .startsWith("m.yaml, line 1: the file holds a NUL byte");
    }

    @Test
    void names_the_line_that_is_not_utf8() {
        byte[] latin1 = (CONFIG + "data:\n  town: Z\u00FCrich\n").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(refusedBytes(latin1))
                .isEqualTo("m.yaml, line 6: the bytes here are not UTF-8 (convert the file to UTF-8)");
        assertThat(refusedBytes(new byte[] {'a', (byte) 0xC3})).contains("not UTF-8");
    }

    @Test
    void names_binary_files() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(CONFIG.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(refusedBytes(bytes.toByteArray()))
                .isEqualTo("m.yaml, line 1: the file is binary (only YAML and JSON files can be released)");
        assertThat(refusedBytes((CONFIG + "data:\n  a: \0\n").getBytes(StandardCharsets.UTF_8)))
                .startsWith("m.yaml, line 6: the file holds a NUL byte");
    }

    @ParameterizedTest
    @CsvSource({"1,U+0001", "27,U+001B", "127,U+007F", "155,U+009B", "133,U+0085", "8232,U+2028", "65534,U+FFFE"})
    void names_control_characters_without_printing_them(int codePoint, String name) {
        String message = refused(CONFIG + "data:\n  a: x" + Character.toString(codePoint) + "y\n");
        assertThat(message).startsWith("m.yaml, line 6: ").contains(name, "write it as an escape");
        assertThat(message).doesNotContain(Character.toString(codePoint));
    }

    @Test
    void refuses_a_mark_where_files_were_joined() {
        assertThat(refused(CONFIG + "---\n\uFEFF" + CONFIG)).startsWith("m.yaml, line 6: a byte order mark");
    }

    @Test
    void accepts_control_characters_that_are_written_as_escapes() throws Exception {
        assertThat(one(CONFIG + "data:\n  a: \"\\e[0m\\u2028\\t\"\n").text("data", "a"))
                .isEqualTo("\u001B[0m\u2028\t");
    }
}
