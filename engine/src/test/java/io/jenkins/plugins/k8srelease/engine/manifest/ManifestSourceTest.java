package io.jenkins.plugins.k8srelease.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.manifest.ManifestSource.Path;
import io.jenkins.plugins.k8srelease.engine.manifest.ManifestSource.StandardInput;
import io.jenkins.plugins.k8srelease.engine.manifest.ManifestSource.Text;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestSourceTest {

    @Test
    void reads_lists_of_paths() {
        assertThat(ManifestSource.parse("manifests")).containsExactly(new Path("manifests"));
        assertThat(ManifestSource.parse("a.yaml, b c.yaml,\n d/*.{yaml,yml} ,,"))
                .containsExactly(new Path("a.yaml"), new Path("b c.yaml"), new Path("d/*.{yaml,yml}"));
        assertThat(ManifestSource.parse("{a,b}.yaml,[ab].yaml,kind"))
                .containsExactly(new Path("{a,b}.yaml"), new Path("[ab].yaml"), new Path("kind"));
        assertThat(ManifestSource.parse("a.yaml,-")).containsExactly(new Path("a.yaml"), new StandardInput());
        assertThat(ManifestSource.parse(" - ")).containsExactly(new StandardInput());
        assertThat(ManifestSource.parse("")).isEmpty();
        assertThat(ManifestSource.parse(List.of("a", "b,c")))
                .containsExactly(new Path("a"), new Path("b"), new Path("c"));
        assertThat(ManifestSource.parse("a{b\nc,d")).containsExactly(new Path("a{b"), new Path("c"), new Path("d"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apiVersion: v1",
                "# c\nkind: List",
                "---\nx",
                "a\r\n---\r\nb",
                "{\"kind\": \"x\"}",
                " {\n  \"a\": 1}",
                "[{}]",
                "{}",
                "  \"metadata\" : {}"
            })
    void recognises_text(String text) {
        assertThat(ManifestSource.parse(text)).containsExactly(new Text("the text of manifests", text));
    }

    @Test
    void text_is_never_printed() {
        assertThat(new Text("the text", "hunter2").toString()).isEqualTo("Text[name=the text]");
    }
}
