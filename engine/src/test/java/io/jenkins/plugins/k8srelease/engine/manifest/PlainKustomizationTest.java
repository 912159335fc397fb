package io.jenkins.plugins.k8srelease.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainKustomizationTest {

    @TempDir
    Path base;

    @BeforeEach
    void makeFiles() throws IOException {
        for (String path : List.of("d/z.yaml", "d/sub/a.yaml", "d/sub/b.yaml", "d/unused.yaml", "outside.yaml")) {
            String name = path.replaceAll("[^a-z]", "-");
            write(path, Loading.CONFIG.replace("settings", name));
        }
        write("d/sub/kustomization.yml", "resources: [b.yaml]\n");
        Files.createDirectory(base.resolve("d/plain"));
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(base.resolve(path).getParent());
        Files.writeString(base.resolve(path), text);
    }

    /** Names of files; a folder that is left to kustomize ends in a slash. */
    private List<String> found(String kustomization) throws IOException {
        write("d/kustomization.yaml", kustomization);
        Gathered gathered = LocalManifestFiles.within(base).gather("d", LoadLimits.standard());
        assertThat(gathered.problems()).isEmpty();
        return gathered.found().stream()
                .map(found -> found instanceof Gathered.File file
                        ? file.name()
                        : ((Gathered.Kustomization) found).path() + "/")
                .toList();
    }

    @Test
    void resources_are_read_in_their_order_and_from_folders_with_a_kustomization() throws Exception {
        assertThat(found("""
                        # the system
                        apiVersion: kustomize.config.k8s.io/v1beta1
                        kind: Kustomization
                        resources:
                          - z.yaml
                          - ./sub
                          - sub/a.yaml
                        """)).containsExactly("d/z.yaml", "d/sub/b.yaml", "d/sub/a.yaml");
        assertThat(found("resources: [../outside.yaml]")).containsExactly("outside.yaml");
    }

    @Test
    void a_nested_one_may_still_need_kustomize() throws Exception {
        write("d/sub/kustomization.yml", "resources: [b.yaml]\nnamePrefix: x-\n");
        assertThat(found("resources: [z.yaml, sub]")).containsExactly("d/z.yaml", "d/sub/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resources: [z.yaml]\nnamePrefix: a-",
                "resources: [missing.yaml]",
                "resources: [plain]",
                "resources: ['https://example.org/a.yaml']",
                "resources: ['github.com/a/b?ref=main']",
                "resources: ['../../etc/passwd']",
                "resources: [/etc/passwd]",
                "resources: [3]",
                "resources: z.yaml",
                "resources: [z.yaml]\n---\nresources: [sub]",
                "resources: [z.yaml]\nresources: [sub]",
                "resources: [",
                "kind: Component\nresources: [z.yaml]",
                "bases: [sub]",
                ""
            })
    void everything_else_is_for_kustomize(String kustomization) throws Exception {
        assertThat(found(kustomization)).containsExactly("d/");
    }

    @Test
    void a_resource_that_links_out_is_for_kustomize() throws Exception {
        Files.createSymbolicLink(base.resolve("d/link.yaml"), Path.of("/etc/hostname"));
        try {
            assertThat(found("resources: [link.yaml]")).containsExactly("d/");
        } finally {
            Files.delete(base.resolve("d/link.yaml"));
        }
    }

    @Test
    void two_kustomizations_in_a_folder_are_for_kustomize() throws Exception {
        write("d/Kustomization", "resources: [z.yaml]");
        assertThat(found("resources: [z.yaml]")).containsExactly("d/");
    }

    @Test
    void a_circle_ends() throws Exception {
        write("d/sub/kustomization.yml", "resources: [.., b.yaml]\n");
        assertThat(found("resources: [sub, z.yaml]")).containsExactly("d/sub/b.yaml", "d/z.yaml");
    }
}
