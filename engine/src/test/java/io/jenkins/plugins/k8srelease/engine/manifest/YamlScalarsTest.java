package io.jenkins.plugins.k8srelease.engine.manifest;

import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.field;
import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.load;
import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlScalarsTest {

    static List<String> recorded() throws IOException {
        try (InputStream in =
                YamlScalarsTest.class.getResourceAsStream("/manifest/scalars-as-kubectl-reads-them.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    /** Where a value is accepted at all, it is kubectl's. */
    @ParameterizedTest
    @MethodSource("recorded")
    void never_differs_from_kubectl_in_silence(String line) throws Exception {
        String scalar = line.substring(0, line.indexOf('\t'));
        JsonNode kubectl = new ObjectMapper().readTree(line.substring(line.indexOf('\t') + 1));
        YamlScalars.Meaning meaning = YamlScalars.plain(scalar);
        if (meaning.value() == null) {
            assertThat(meaning.problem()).isNotEmpty();
        } else {
            assertThat(meaning.value()).isEqualTo(kubectl);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "y",
                "N",
                "yes",
                "No",
                "ON",
                "off",
                "1_000",
                "0b11",
                "-0x1F",
                "0X1f",
                "0O7",
                "0x_1F",
                "1__0",
                "2024_01_01"
            })
    void refuses_what_differs_in_type_between_yaml_versions(String scalar) {
        assertThat(refused("apiVersion: example.org/v1\nkind: Foo\nmetadata:\n  name: a\nspec:\n  k: " + scalar))
                .startsWith("m.yaml, document 1, line 6: ")
                .contains("YAML 1.1 (kubectl)", "YAML 1.2", "quotes");
    }

    @ParameterizedTest
    @CsvSource({
        "0644,420",
        "0o644,420",
        "0x1a4,420",
        "+5,5",
        "1e3,1000",
        "3.0,3",
        ".5,0.5",
        "-0,0",
        "9223372036854775807,9223372036854775807"
    })
    void reads_numbers(String scalar, String expected) throws Exception {
        assertThat(field(scalar)).isEqualTo(new ObjectMapper().readTree(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1:30",
                "2001-01-01",
                "1.2.3",
                "v1",
                "yEs",
                "100m",
                "10Gi",
                "5%",
                "1e",
                "0o8",
                "0b12",
                "+",
                "=",
                "._5"
            })
    void reads_text(String scalar) throws Exception {
        assertThat(field(scalar).textValue()).isEqualTo(scalar);
    }

    @Test
    void quotes_and_the_tag_str_make_text_of_anything() throws Exception {
        assertThat(field("'yes'").textValue()).isEqualTo("yes");
        assertThat(field("\"0644\"").textValue()).isEqualTo("0644");
        assertThat(field("!!str on").textValue()).isEqualTo("on");
        assertThat(field("! 1_000").textValue()).isEqualTo("1_000");
        assertThat(field("!!int \"7\"").intValue()).isEqualTo(7);
        assertThat(field("|\n    no\n").textValue()).isEqualTo("no\n");
    }

    @Test
    void warns_of_octal_with_file_and_line() throws Exception {
        LoadedManifests loaded = load(
                "apiVersion: example.org/v1\nkind: Foo\nmetadata:\n  name: a\nspec:\n  mode: 0400\n  a: 0o400\n  b: 0\n");
        assertThat(loaded.warnings()).hasSize(1);
        assertThat(loaded.warnings().get(0))
                .startsWith("m.yaml, document 1, line 6: the leading zero makes this an octal number");
    }

    @Test
    void takes_a_number_of_any_length_in_no_time() {
        assertThat(refused("apiVersion: " + "9".repeat(300_000))).contains("does not fit in 64 bits");
        assertThat(refused("apiVersion: 1e" + "9".repeat(50))).contains("does not fit in 64 bits");
        assertThat(refused("apiVersion: 0x" + "f".repeat(300_000))).contains("does not fit in 64 bits");
    }
}
