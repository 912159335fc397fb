package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import picocli.CommandLine.Option;

/** Options of every command. */
final class CommonOptions {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; json is one document on standard output")
    Format output = Format.text;

    @Option(names = "--no-color", description = "no colours, as the variable NO_COLOR asks for, too")
    boolean noColor;

    @Option(names = "--verbose", description = "show where in the program an unexpected error happened")
    boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    boolean isJson() {
        return output == Format.json;
    }

    void prepare(Console console) {
        if (noColor) {
            console.withoutColour();
        }
    }
}
