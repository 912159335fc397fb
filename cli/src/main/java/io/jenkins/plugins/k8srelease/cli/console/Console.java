package io.jenkins.plugins.k8srelease.cli.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** The streams, the environment and the folder of one command. Every line that is printed passes {@link #clean}. */
public final class Console {

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;
    private final Path directory;
    private final Terminal terminal;
    private final Masking masking = new Masking();
    private volatile Runnable onInterrupt = () -> {};
    private volatile boolean colourless;

    public Console(
            InputStream in,
            PrintStream out,
            PrintStream err,
            Map<String, String> environment,
            Path directory,
            Terminal terminal) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.environment = Map.copyOf(environment);
        this.directory = directory;
        this.terminal = terminal;
    }

    public InputStream in() {
        return in;
    }

    public PrintStream rawOut() {
        return out;
    }

    public PrintStream rawErr() {
        return err;
    }

    public Terminal terminal() {
        return terminal;
    }

    /** Where relative paths begin. */
    public Path directory() {
        return directory;
    }

    /** A variable of the environment, empty when it is not set. */
    public String environment(String name) {
        return environment.getOrDefault(name, "");
    }

    public boolean isSet(String name) {
        return environment.containsKey(name);
    }

    public Map<String, String> environment() {
        return environment;
    }

    public Masking masking() {
        return masking;
    }

    /** One line on standard output. */
    public void print(String line) {
        out.println(clean(line));
    }

    /** One line on standard error. */
    public void warn(String line) {
        err.println(clean(line));
    }

    /** Without the values that must not be shown, and without control characters, by which a cluster could rewrite a terminal. */
    public String clean(String line) {
        return Masking.visible(masking.apply(line));
    }

    /** Colours for a stream that a person reads, unless told otherwise (https://no-color.org). */
    public Style style(boolean toStandardError) {
        boolean tty = toStandardError ? terminal.err() : terminal.out();
        boolean wanted = !colourless
                && environment("NO_COLOR").isEmpty()
                && !environment("TERM").equals("dumb");
        return new Style(tty && wanted);
    }

    public void withoutColour() {
        colourless = true;
    }

    /** True when a line can be redrawn in place on that stream. */
    public boolean canRedraw(boolean toStandardError) {
        return (toStandardError ? terminal.err() : terminal.out())
                && !environment("TERM").equals("dumb");
    }

    /** Asks a person yes or no; no when nobody can answer. */
    public boolean confirm(String question) {
        if (!terminal.in()) {
            return false;
        }
        err.print(clean(question) + " [y/N] ");
        err.flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
            return answer != null
                    && answer.strip().toLowerCase(java.util.Locale.ROOT).matches("y|yes");
        } catch (IOException e) {
            return false;
        }
    }

    /** What the next Ctrl-C does. */
    public void onInterrupt(Runnable action) {
        onInterrupt = action;
    }

    public void interrupt() {
        onInterrupt.run();
    }

    public void flush() {
        out.flush();
        err.flush();
    }
}
