package io.jenkins.plugins.k8srelease.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file of the folder {@code manifest/bad} is refused with exactly the text beside it ({@code FILE.expected}). The
 * word "hunter2" in a file stands for a password.
 */
class BadManifestsTest {

    private static final LoadOptions OPTIONS = LoadOptions.standard()
            .withNamespace("shop")
            .withValues(Map.of("HOSTILE", "../../x", "PLAIN", "hunter2!", "WITH_SPACE", "a b"));

    private static Path folder() throws URISyntaxException {
        return Path.of(BadManifestsTest.class.getResource("/manifest/bad").toURI());
    }

    static List<String> files() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".expected"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void there_are_many() throws Exception {
        assertThat(files()).hasSizeGreaterThan(120);
    }

    @ParameterizedTest
    @MethodSource("files")
    void says_what_is_wrong_and_where(String file) throws Exception {
        ManifestLoader loader = new ManifestLoader(LocalManifestFiles.within(folder()), KustomizeRunner.none());
        BadInputException e = catchThrowableOfType(
                BadInputException.class, () -> loader.load(List.of(new ManifestSource.Path(file)), OPTIONS));
        assertThat(e).as("%s was accepted", file).isNotNull();
        assertThat(e.getMessage())
                .isEqualTo(
                        Files.readString(folder().resolve(file + ".expected")).stripTrailing());
        assertThat(e.getMessage()).doesNotContain("hunter2");
        assertThat(e.getMessage().lines()).allMatch(line -> line.chars().allMatch(c -> c >= ' ' && c != 0x7F));
        assertThat(e.problems()).allSatisfy(problem -> {
            if (problem.message().startsWith("nothing to release")) {
                assertThat(problem.message()).contains(file);
            } else {
                assertThat(problem.origin().file()).isEqualTo(file);
                assertThat(problem.origin().document()).isPositive();
                assertThat(problem.origin().line()).isPositive();
            }
        });
    }
}
