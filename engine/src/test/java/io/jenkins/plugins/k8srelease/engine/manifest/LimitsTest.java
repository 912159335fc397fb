package io.jenkins.plugins.k8srelease.engine.manifest;

import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.CONFIG;
import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.load;
import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.one;
import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Oversized and hostile input ends quickly, with a message, within little memory. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LimitsTest {

    private static final String FOO = "apiVersion: example.org/v1\nkind: Foo\nmetadata:\n  name: a\n";

    @Test
    void fifty_mebibytes() {
        assertThat(refused("m.yaml", new byte[50 << 20], LoadOptions.standard()))
                .isEqualTo("m.yaml: this is larger than 16 MiB");
    }

    @Test
    void all_files_together() throws Exception {
        LoadLimits limits = new LoadLimits(1_000, 2_000, 10, 10, 100, 10, 10);
        String text = CONFIG + "#".repeat(900);
        assertThatThrownBy(() -> new ManifestLoader(ManifestFiles.none(), KustomizeRunner.none())
                        .load(
                                List.of(
                                        new ManifestSource.Text("one", text),
                                        new ManifestSource.Text("two", text),
                                        new ManifestSource.Text("three", text),
                                        new ManifestSource.Text("four", text)),
                                LoadOptions.standard().withLimits(limits)))
                .hasMessageContaining("three: the manifests are together larger than 2000 bytes")
                .hasMessageNotContaining("four");
    }

    @Test
    void number_of_objects() {
        LoadLimits limits = new LoadLimits(100_000, 100_000, 10, 3, 10_000, 10, 10);
        assertThat(refused((CONFIG + "---\n").repeat(5), LoadOptions.standard().withLimits(limits)))
                .startsWith("m.yaml, document 4, line 16: there are more than 3 objects");
    }

    @Test
    void number_of_nodes() {
        assertThat(refused(
                        "m.json",
                        ("[" + "1,".repeat(1_500_000) + "1]").getBytes(StandardCharsets.UTF_8),
                        LoadOptions.standard()))
                .isEqualTo("m.json, document 1, line 1: the manifests hold more than 1000000 values, lists and mappings"
                        + " together (release fewer objects at a time)");
        LoadLimits few = new LoadLimits(1 << 20, 1 << 20, 10, 10, 1_000, 100, 10);
        assertThat(refused(
                        CONFIG + "---\n" + FOO + "spec: [" + "a,".repeat(100_000) + "a]\n---\n" + FOO,
                        LoadOptions.standard().withLimits(few)))
                .isEqualTo("m.yaml, document 2, line 10: the manifests hold more than 1000 values, lists and mappings"
                        + " together (release fewer objects at a time)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? ", "{? [", "!!seq ["})
    void depth_of_yaml(String opening) {
        String message = refused(FOO + "spec:\n  " + opening.repeat(50_000));
        assertThat(message).startsWith("m.yaml, document 1, line ");
    }

    @Test
    void depth_is_named() {
        assertThat(refused(FOO + "spec: " + "[".repeat(200) + "]".repeat(200)))
                .isEqualTo("m.yaml, document 1, line 5: the nesting is deeper than 100 levels");
        assertThat(refused("m.json", "[".repeat(50_000).getBytes(StandardCharsets.UTF_8), LoadOptions.standard()))
                .startsWith("m.json, document 1, line 1: this is longer or deeper than the limits allow");
    }

    @Test
    void a_real_schema_is_not_too_deep() throws Exception {
        String nested = "{a: ".repeat(90) + "1" + "}".repeat(90);
        assertThat(one(FOO + "spec: " + nested).at("spec").size()).isEqualTo(1);
    }

    @Test
    void depth_through_aliases() {
        StringBuilder yaml = new StringBuilder(FOO).append("a0: &a0 [x]\n");
        for (int i = 1; i < 150; i++) {
            yaml.append("a")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [*a")
                    .append(i - 1)
                    .append("]\n");
        }
        assertThat(refused(yaml.toString())).contains("line 103: the nesting is deeper than 100 levels");
    }

    @Test
    void alias_bomb_of_nodes() {
        StringBuilder yaml = new StringBuilder(FOO).append("a: &a [x,x,x,x,x,x,x,x,x]\n");
        for (char c = 'b'; c <= 'i'; c++) {
            char before = (char) (c - 1);
            yaml.append(c)
                    .append(": &")
                    .append(c)
                    .append(" [")
                    .append(("*" + before + ",").repeat(9))
                    .append("]\n");
        }
        assertThat(refused(yaml.toString())).contains("line 11: the manifests hold more than 1000000 values");
    }

    @Test
    void alias_bomb_of_text() {
        LoadOptions options =
                LoadOptions.standard().withLimits(new LoadLimits(1 << 20, 1 << 20, 10, 10, 1_000, 100, 100));
        assertThat(refused(FOO + "a: &a " + "x".repeat(1 << 15) + "\nb: [" + "*a, ".repeat(100) + "]\n", options))
                .isEqualTo("m.yaml, document 1, line 6: the aliases of this document expand to more than 1 MiB");
    }

    @Test
    void alias_bomb_of_merge_keys() {
        StringBuilder yaml = new StringBuilder(FOO).append("a: &a {k: v, l: v}\n");
        for (char c = 'b'; c <= 'z'; c++) {
            char before = (char) (c - 1);
            yaml.append(c)
                    .append(": &")
                    .append(c)
                    .append(" {x: *")
                    .append(before)
                    .append(", <<: *")
                    .append(before)
                    .append("}\n");
        }
        assertThat(refused(yaml.toString())).contains("the manifests hold more than 1000000 values");
    }

    @Test
    void number_of_aliases() {
        assertThat(refused(FOO + "a: &a x\nb: [" + "*a, ".repeat(1_001) + "]\n"))
                .isEqualTo("m.yaml, document 1, line 6: there are more than 1000 aliases in one document");
    }

    @Test
    void number_of_problems() {
        String message = refused("hunter2\n---\n".repeat(1_000));
        assertThat(message.lines()).hasSize(201);
        assertThat(message).endsWith("m.yaml: and 800 more problems are not shown");
    }

    @Test
    void values_that_are_used_very_often() {
        LoadOptions options = LoadOptions.standard()
                .withLimits(new LoadLimits(1 << 20, 1 << 20, 10, 10, 1_000, 100, 10))
                .withValues(Map.of("BIG", "x".repeat(1 << 15)));
        assertThat(refused(FOO + "spec: [" + "\"${BIG}\", ".repeat(100) + "]", options))
                .contains("the values make the manifests larger than 1 MiB");
    }

    @Test
    void blank_lines_and_spaces_cost_linear_time() throws Exception {
        assertThat(one(CONFIG + "\n".repeat(300_000)).name()).isEqualTo("settings");
        assertThat(one(" \n".repeat(300_000) + CONFIG).name()).isEqualTo("settings");
        assertThat(ManifestSource.parse("\n".repeat(300_000))).isEmpty();
        assertThat(refused("{" + " ".repeat(500_000))).contains("not closed");
    }

    @Test
    void many_small_objects_are_quick() throws Exception {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            yaml.append(CONFIG.replace("settings", "s" + i)).append("---\n");
        }
        assertThat(load(yaml.toString()).objects()).hasSize(2_000);
    }
}
