package io.jenkins.plugins.k8srelease.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The help of each variable, which Jenkins shows under "Global Variables Reference", names all that the variable takes. */
class HelpTest {

    private static final Path VARIABLES = Path.of("..", "vars");
    private static final String UNKNOWN = "qqqqqqqqqqqqqqqqqqqq";

    static List<String> variables() throws IOException {
        try (Stream<Path> files = Files.list(VARIABLES)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(name -> name.endsWith(".groovy"))
                    .map(name -> name.replace(".groovy", ""))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereAreVariables() throws IOException {
        assertThat(variables()).contains("k8sRelease", "k8sPromote", "k8sNotify", "k8sEnvironments");
    }

    @ParameterizedTest
    @MethodSource("variables")
    void helpNamesEveryParameter(String variable) throws IOException {
        String help = Files.readString(VARIABLES.resolve(variable + ".txt"));
        if (variable.equals("k8sArguments")) {
            assertThat(help).contains("Not meant to be called");
            return;
        }
        for (String parameter : parametersOf(variable)) {
            assertThat(help).as(variable).contains("<code>" + parameter + "</code>");
        }
    }

    /** As the variable itself tells them to whoever asks for one that it does not have. */
    private static List<String> parametersOf(String variable) {
        PipelineSetup setup = new PipelineSetup(Path.of("..")).library("k8s-release", Path.of(".."));
        PipelineRun run = PipelineRun.ofText(
                setup, "@Library('k8s-release') _\n" + variable + "(" + UNKNOWN + ": 1)", Map.of(), Map.of());
        run.run();
        String message = run.error().getMessage().lines().findFirst().orElseThrow();
        String before = variable + " has no parameter '" + UNKNOWN + "'; it has ";
        assertThat(message).startsWith(before);
        return List.of(message.substring(before.length()).split(", "));
    }
}
