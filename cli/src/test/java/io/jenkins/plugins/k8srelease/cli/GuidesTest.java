package io.jenkins.plugins.k8srelease.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.jenkins.plugins.k8srelease.cli.command.CommandLines;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every command in a guide exists, with the options that it is given there. */
class GuidesTest {

    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("^(?:bin/)?k8s-release (.*)$", Pattern.MULTILINE);

    /** As a shell splits them: what stands in single quotes belongs together. */
    private static final Pattern WORD = Pattern.compile("(?:[^\\s']|'[^']*')+");

    @Test
    void everyCommandOfTheGuidesIsOne() throws IOException {
        List<String> commands = new ArrayList<>();
        for (Path guide : guides()) {
            Matcher block = BLOCK.matcher(Files.readString(guide));
            while (block.find()) {
                Matcher command = COMMAND.matcher(block.group(1).replaceAll("\\\\\n\\s*", ""));
                while (command.find()) {
                    String words = command.group(1).replaceAll("\\s+#.*|\\s+[|>].*", "");
                    commands.add(words);
                    assertThatCode(() -> parse(words)).as(guide + ": " + words).doesNotThrowAnyException();
                }
            }
        }
        assertThat(commands).hasSizeGreaterThan(30);
    }

    private static void parse(String words) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        Console console =
                new Console(InputStream.nullInputStream(), nowhere, nowhere, Map.of(), Path.of(""), Terminal.none());
        String[] arguments = WORD.matcher(words)
                .results()
                .map(word -> word.group().replace("'", ""))
                .toArray(String[]::new);
        CommandLines.create(console).parseArgs(arguments);
    }

    private static List<Path> guides() throws IOException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        List<Path> guides = new ArrayList<>(List.of(
                root.resolve("README.md"),
                root.resolve("manifests/README.md"),
                root.resolve("examples/rbac/README.md")));
        try (Stream<Path> files = Files.list(root.resolve("docs"))) {
            files.filter(f -> f.toString().endsWith(".md")).sorted().forEach(guides::add);
        }
        return guides;
    }
}
