package io.jenkins.plugins.k8srelease.cli;

import io.jenkins.plugins.k8srelease.cli.command.CommandLines;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Signals;
import io.jenkins.plugins.k8srelease.cli.console.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Entry point of the command. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        Console console = new Console(
                System.in,
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                System.getenv(),
                Path.of(""),
                Terminal.ofProcess());
        Signals.install(console);
        int code = run(args, console);
        console.flush();
        // The engine's threads are daemons, but a plugin of the kubeconfig may have left one that is not.
        Runtime.getRuntime().halt(code);
    }

    /** Runs one command line in this process and returns its exit code. */
    public static int run(String[] args, Console console) {
        return CommandLines.create(console).execute(args);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
