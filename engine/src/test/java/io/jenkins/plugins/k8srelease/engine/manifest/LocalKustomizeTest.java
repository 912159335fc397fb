package io.jenkins.plugins.k8srelease.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs small programs that stand in for kustomize, so that the tests need none on the machine. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocalKustomizeTest {

    @TempDir
    Path temp;

    private Path base;
    private Path programs;

    @BeforeEach
    void makeFolders() throws IOException {
        base = Files.createDirectory(temp.resolve("base"));
        programs = Files.createDirectory(temp.resolve("bin"));
        Files.createDirectories(base.resolve("overlay"));
        Files.writeString(base.resolve("overlay/kustomization.yaml"), "namePrefix: x-\n");
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private LoadedManifests load(Duration timeout) throws Exception {
        return new ManifestLoader(
                        LocalManifestFiles.anywhere(base, InputStream.nullInputStream()),
                        new LocalKustomize(base, "::.:" + programs, timeout))
                .load(List.of(new ManifestSource.Path("overlay")), LoadOptions.standard());
    }

    private String refused(Duration timeout) {
        try {
            return "accepted: " + load(timeout);
        } catch (Exception e) {
            assertThat(e).isInstanceOf(BadInputException.class);
            return e.getMessage();
        }
    }

    private String refused() {
        return refused(Duration.ofSeconds(20));
    }

    @Test
    void releases_what_kustomize_writes() throws Exception {
        program("kubectl", "exit 1");
        program(
                "kustomize",
                "[ \"$1\" = build ] && [ -f \"$2/kustomization.yaml\" ] && case \"$2\" in /*) ;; *) exit 3;; esac\n"
                        + "read line && exit 4\n"
                        + "printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata:\\n  name: built\\n'\n");
        LoadedManifests loaded = load(Duration.ofSeconds(20));
        assertThat(loaded.objects()).hasSize(1);
        assertThat(loaded.objects().get(0).object().name()).isEqualTo("built");
        assertThat(loaded.objects().get(0).origin())
                .hasToString("output of 'kustomize build overlay', document 1, line 1");
    }

    @Test
    void uses_kubectl_where_there_is_no_kustomize() throws Exception {
        program("kubectl", "[ \"$1\" = kustomize ] && printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {}\\n'\n");
        assertThat(refused())
                .isEqualTo("output of 'kubectl kustomize overlay', document 1, line 3: metadata.name is missing (every"
                        + " object needs apiVersion, kind and metadata.name)");
    }

    @Test
    void says_what_to_install() {
        assertThat(refused())
                .startsWith("overlay: this folder has a kustomization, and neither kustomize nor kubectl is on the PATH"
                        + " (install one of them");
    }

    @Test
    void never_runs_a_program_of_the_folder_itself() throws Exception {
        Files.move(Files.createFile(programs.resolve("x")), base.resolve("kustomize"));
        Files.setPosixFilePermissions(base.resolve("kustomize"), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(refused()).contains("neither kustomize nor kubectl is on the PATH");
    }

    @Test
    void quotes_what_kustomize_said() throws Exception {
        program("kustomize", "printf 'Error: no such file\\n  \\033[31mbase\\033[0m\\n' >&2; exit 7");
        assertThat(refused())
                .isEqualTo("overlay: 'kustomize build overlay' failed with exit code 7 (it said: Error: no such file ·"
                        + " \\u001b[31mbase\\u001b[0m)");
        program("kustomize", "exit 1");
        assertThat(refused()).endsWith("failed with exit code 1 (it gave no reason)");
    }

    @Test
    void kills_what_does_not_end_and_its_children() throws Exception {
        Path pid = temp.resolve("pid");
        program("kustomize", "sleep 1000 & echo $! > " + pid + ".new; mv " + pid + ".new " + pid + "; wait\n");
        assertThat(refused(Duration.ofSeconds(2)))
                .isEqualTo("overlay: 'kustomize build overlay' did not end within 2 s");
        long child = Long.parseLong(Files.readString(pid).strip());
        ProcessHandle.of(child).ifPresent(handle -> handle.onExit().join());
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
    }

    /** Java may or may not cut the output off when the program itself ends; what must not be is to wait for the child. */
    @Test
    void does_not_wait_for_a_child_that_holds_the_output() throws Exception {
        Path pid = temp.resolve("pid");
        program("kustomize", "sleep 1000 & echo $! > " + pid + "\n");
        assertThat(refused(Duration.ofSeconds(1)))
                .isIn(
                        "overlay: 'kustomize build overlay' did not end within 1 s",
                        "manifests: nothing to release: no object in overlay (folders: files that end in .yaml, .yml or"
                                + " .json)");
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void cuts_what_is_too_long_in_output_and_errors() throws Exception {
        program("kustomize", "head -c 40000000 /dev/zero; head -c 1000000 /dev/zero >&2\n");
        assertThat(refused()).isEqualTo("overlay: 'kustomize build overlay' wrote more than 16 MiB");
        program("kustomize", "head -c 1000000 /dev/zero | tr '\\000' 'x' >&2; exit 1\n");
        assertThat(refused()).hasSizeLessThan(1_200).endsWith("x…)");
    }
}
