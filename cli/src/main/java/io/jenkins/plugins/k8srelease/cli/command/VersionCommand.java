package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** Says which version this is. */
@Command(name = "version", description = "Shows the version.")
final class VersionCommand implements Callable<Integer> {

    private final Console console;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    VersionCommand(Console console) {
        this.console = console;
    }

    /** For {@code --version}. */
    static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {text()};
        }
    }

    /** The jar's manifest has it; classes that run from a folder have none. */
    private static String text() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        return "k8s-release " + (version == null ? "development" : version) + " (Java "
                + Runtime.version().feature() + ")";
    }

    @Override
    public Integer call() {
        console.print(text());
        return 0;
    }
}
