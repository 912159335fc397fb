package io.jenkins.plugins.k8srelease.cli;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs command lines in this process, with streams and an environment of their own. */
public final class CommandRun {

    /** What one command came to. */
    public record Outcome(int code, String out, String err) {}

    private final Path directory;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private String input = "";
    private Terminal terminal = Terminal.none();

    public CommandRun(Path directory) {
        this.directory = directory;
        environment.put("HOME", directory.toString());
    }

    public CommandRun with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public CommandRun typing(String text) {
        input = text;
        return this;
    }

    public CommandRun on(Terminal other) {
        terminal = other;
        return this;
    }

    public Outcome run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                directory,
                terminal);
        int code = Main.run(args, console);
        console.flush();
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
