package io.jenkins.plugins.k8srelease.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocalManifestFilesTest {

    @TempDir
    Path temp;

    private Path base;

    @BeforeEach
    void makeBase() throws IOException {
        base = Files.createDirectory(temp.resolve("base"));
    }

    private Path write(String path, String text) throws IOException {
        Path file = base.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void config(String path) throws IOException {
        String name = path.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        write(path, Loading.CONFIG.replace("settings", name));
    }

    private ManifestLoader within() {
        return new ManifestLoader(LocalManifestFiles.within(base), KustomizeRunner.none());
    }

    private ManifestLoader anywhere() {
        return new ManifestLoader(
                LocalManifestFiles.anywhere(base, InputStream.nullInputStream()), KustomizeRunner.none());
    }

    private static List<String> files(ManifestLoader loader, String... paths) throws Exception {
        List<ManifestSource> sources =
                Stream.of(paths).<ManifestSource>map(ManifestSource.Path::new).toList();
        return loader.load(sources, LoadOptions.standard()).objects().stream()
                .map(object -> object.origin().file())
                .toList();
    }

    private static String refused(ManifestLoader loader, String... paths) {
        try {
            return "accepted: " + files(loader, paths);
        } catch (Exception e) {
            assertThat(e).isInstanceOf(BadInputException.class);
            return e.getMessage();
        }
    }

    @Test
    void a_folder_gives_its_manifests_in_order() throws Exception {
        for (String path :
                List.of("d/b.yaml", "d/a/z.yml", "d/c.json.yaml", "d/a.yaml", "d/.git/x.yaml", "d/.hidden.yaml")) {
            config(path);
        }
        write("d/README.md", "# no manifest");
        write("d/x.json", "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"j\"}}");
        assertThat(files(within(), "d"))
                .containsExactly("d/a/z.yml", "d/a.yaml", "d/b.yaml", "d/c.json.yaml", "d/x.json");
        assertThat(files(within(), ".")).hasSize(5).first().isEqualTo("d/a/z.yml");
        assertThat(files(anywhere(), base.resolve("d").toString())).hasSize(5);
    }

    @Test
    void a_file_that_is_named_may_have_any_extension_and_is_loaded_once() throws Exception {
        config("d/manifest.txt");
        config("d/a.yaml");
        assertThat(files(within(), "d/a.yaml", "d/manifest.txt", "d", "./d/a.yaml"))
                .containsExactly("d/a.yaml", "d/manifest.txt");
    }

    @Test
    void a_glob_gives_what_matches() throws Exception {
        for (String path : List.of("a.yaml", "d/b.yaml", "d/e/c.yaml", "d/e/c.yml", ".x/d.yaml")) {
            config(path);
        }
        assertThat(files(within(), "**/*.yaml")).containsExactly("a.yaml", "d/b.yaml", "d/e/c.yaml");
        assertThat(files(within(), "d/*.yaml")).containsExactly("d/b.yaml");
        assertThat(files(within(), "d/**")).containsExactly("d/b.yaml", "d/e/c.yaml", "d/e/c.yml");
        assertThat(files(within(), "*/e/c.{yaml,yml}")).hasSize(2);
        assertThat(files(anywhere(), base + "/d/?.yaml")).containsExactly(base + "/d/b.yaml");
        assertThat(refused(within(), "nowhere/*.yaml"))
                .isEqualTo("nowhere/*.yaml: no file matches the pattern (looked below " + base + "/nowhere)");
        assertThat(refused(within(), "d/[.yaml")).contains("the pattern is wrong: a bracket is empty or not closed");
    }

    @Test
    void a_file_whose_name_looks_like_a_glob_can_be_named() throws Exception {
        config("d/a[1].yaml");
        assertThat(files(within(), "d/a[1].yaml")).containsExactly("d/a[1].yaml");
    }

    @Test
    void missing_files_are_all_named() {
        assertThat(refused(within(), "no.yaml", "no", "\u001b2J").lines())
                .containsExactly(
                        "no.yaml: there is no such file or folder (looked in " + base + ")",
                        "no: there is no such file or folder (looked in " + base + ")",
                        "\\u001b2J: there is no such file or folder (looked in " + base + ")");
        assertThat(refused(anywhere(), "https://example.org/a.yaml"))
                .isEqualTo("https://example.org/a.yaml: manifests are not fetched from the network (download the file"
                        + " first)");
        assertThat(refused(within(), "a\0b")).isEqualTo("a\\u0000b: this is not a path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside.yaml",
                "d/../../outside.yaml",
                "../*.yaml",
                "/etc/passwd",
                "/etc",
                "link.yaml",
                "linked",
                "linked/outside.yaml",
                "linked/*.yaml",
                "../nowhere"
            })
    void nothing_outside_is_read_when_confined(String path) throws Exception {
        Files.writeString(temp.resolve("outside.yaml"), Loading.CONFIG);
        Files.createSymbolicLink(base.resolve("link.yaml"), temp.resolve("outside.yaml"));
        Files.createSymbolicLink(base.resolve("linked"), temp);
        Files.createDirectory(base.resolve("d"));
        assertThat(refused(within(), path))
                .isEqualTo(path + ": the path leads out of the folder in which manifests may lie");
    }

    @Test
    void links_inside_a_folder_may_not_lead_out_of_it() throws Exception {
        Files.writeString(temp.resolve("outside.yaml"), Loading.CONFIG);
        config("d/a.yaml");
        Files.createSymbolicLink(base.resolve("d/link.yaml"), temp.resolve("outside.yaml"));
        Files.createSymbolicLink(base.resolve("d/folder"), temp);
        String expected = "d/folder: this is a link that leads out of the folder %1$s (copy what it points to, or name"
                + " that path itself)\nd/link.yaml: this is a link that leads out of the folder %1$s (copy what it points"
                + " to, or name that path itself)";
        assertThat(refused(within(), "d")).isEqualTo(expected.formatted(base));
        assertThat(refused(anywhere(), "d")).isEqualTo(expected.formatted(base.resolve("d")));
        assertThat(refused(within(), "d/*.yaml")).contains("d/link.yaml: this is a link that leads out");
    }

    @Test
    void links_inside_are_followed_and_loops_end() throws Exception {
        config("d/a.yaml");
        config("other/b.yaml");
        Files.createSymbolicLink(base.resolve("d/loop"), base.resolve("d"));
        Files.createSymbolicLink(base.resolve("d/up"), base);
        Files.createSymbolicLink(base.resolve("d/again.yaml"), base.resolve("d/a.yaml"));
        assertThat(files(within(), "d")).containsExactlyInAnyOrder("d/a.yaml", "d/up/other/b.yaml");
        assertThat(files(within(), "**/*.yaml")).hasSize(2);
    }

    @Test
    void a_link_to_itself_is_named() throws Exception {
        Files.createSymbolicLink(base.resolve("self.yaml"), Path.of("self.yaml"));
        Files.createSymbolicLink(base.resolve("gone.yaml"), Path.of("nowhere.yaml"));
        config("a.yaml");
        assertThat(refused(within(), "self.yaml")).isEqualTo("self.yaml: this is a link to nothing, or to itself");
        assertThat(refused(within(), ".").lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("gone.yaml: cannot be read: it does not exist, or is a link to nothing"),
                        line -> assertThat(line).startsWith("self.yaml: cannot be read: "));
    }

    @Test
    void a_pipe_is_read_only_where_the_user_named_it() throws Exception {
        Process made = new ProcessBuilder("mkfifo", base.resolve("pipe.yaml").toString()).start();
        assertThat(made.waitFor()).isZero();
        assertThat(refused(within(), ".")).isEqualTo("pipe.yaml: this is no ordinary file");
        assertThat(refused(within(), "pipe.yaml")).isEqualTo("pipe.yaml: this is no ordinary file");
        assertThat(refused(anywhere(), "*.yaml")).isEqualTo("pipe.yaml: this is no ordinary file");
        Thread writer = new Thread(() -> {
            try {
                Files.writeString(base.resolve("pipe.yaml"), Loading.CONFIG);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        writer.start();
        assertThat(files(anywhere(), "pipe.yaml")).containsExactly("pipe.yaml");
        writer.join();
    }

    @Test
    void an_endless_file_is_cut() {
        assertThat(refused(anywhere(), "/dev/zero")).isEqualTo("/dev/zero: the file is larger than 16 MiB");
    }

    @Test
    void a_chart_is_no_folder_of_manifests() throws Exception {
        config("d/a.yaml");
        write("d/chart/Chart.yaml", "apiVersion: v2\nname: shop\n");
        write("d/chart/templates/a.yaml", "{{ x }}");
        assertThat(refused(within(), "d"))
                .startsWith("d/chart: this folder is a Helm chart (render it and release the output: helm template");
        assertThat(refused(within(), "d/chart/Chart.yaml")).contains("this looks like a part of a Helm chart");
    }

    @Test
    void kustomizations_are_left_to_the_runner() throws Exception {
        config("d/a.yaml");
        write("d/overlay/kustomization.yml", "resources: [../base]");
        config("d/overlay/patch.yaml");
        List<String> built = new java.util.ArrayList<>();
        ManifestLoader loader = new ManifestLoader(LocalManifestFiles.within(base), (folder, limits) -> {
            built.add(folder);
            return Gathered.of(new Gathered.File("output", "k", Loading.CONFIG.getBytes(StandardCharsets.UTF_8)));
        });
        assertThat(files(loader, "d", "d/overlay")).containsExactly("d/a.yaml", "output");
        assertThat(built).containsExactly("d/overlay");
        assertThat(refused(within(), "d"))
                .isEqualTo(
                        "d/overlay: this folder has a kustomization, and kustomize may not be run here (run kustomize"
                                + " build yourself and release its output)");
        assertThat(refused(within(), "d/overlay/kustomization.yml"))
                .contains("a kustomization is no object of the cluster (name its folder");
    }

    @Test
    void limits_hold_while_files_are_gathered() throws Exception {
        for (int i = 0; i < 5; i++) {
            write("d/" + i + ".yaml", Loading.CONFIG.replace("settings", "s" + i) + "#".repeat(1_000));
        }
        write("d/9.yaml", "#".repeat(2_000));
        LocalManifestFiles files = LocalManifestFiles.within(base);
        Gathered few = files.gather("d", new LoadLimits(1_500, 1 << 20, 3, 10, 100, 10, 10));
        assertThat(few.found()).hasSize(3);
        assertThat(few.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "d/3.yaml: there are more than 3 files (name a folder or pattern that holds manifests only)");
        Gathered small = files.gather("d", new LoadLimits(1_500, 3_000, 10, 10, 100, 10, 10));
        assertThat(small.found()).hasSize(2);
        assertThat(small.problems())
                .extracting(Problem::message)
                .containsExactly("the files are together larger than 3000 bytes");
        Gathered large = files.gather("d", new LoadLimits(1_500, 1 << 20, 10, 10, 100, 10, 10));
        assertThat(large.problems())
                .extracting(Problem::toString)
                .containsExactly("d/9.yaml: the file is larger than 1500 bytes");
    }

    @Test
    void what_was_gathered_can_be_sent_to_another_machine() throws Exception {
        config("d/a.yaml");
        write("d/k/kustomization.yaml", "");
        Gathered gathered = LocalManifestFiles.within(base).gather("d", LoadLimits.standard());
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try (java.io.ObjectOutputStream out = new java.io.ObjectOutputStream(bytes)) {
            out.writeObject(gathered);
        }
        try (java.io.ObjectInputStream in =
                new java.io.ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat((Gathered) in.readObject())
                    .extracting(copy ->
                            copy.found().stream().map(Gathered.Found::identity).toList())
                    .isEqualTo(gathered.found().stream()
                            .map(Gathered.Found::identity)
                            .toList());
        }
    }

    @Test
    void standard_input_is_read_once_and_only_where_there_is_one() throws Exception {
        ManifestLoader loader = new ManifestLoader(
                LocalManifestFiles.anywhere(
                        base, new ByteArrayInputStream(Loading.CONFIG.getBytes(StandardCharsets.UTF_8))),
                KustomizeRunner.none());
        LoadedManifests loaded = loader.load(ManifestSource.parse(List.of("-", "-")), LoadOptions.standard());
        assertThat(loaded.objects().get(0).origin()).hasToString("standard input, document 1, line 1");
        assertThatThrownBy(() -> within().load(ManifestSource.parse("-"), LoadOptions.standard()))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no standard input here");
    }
}
