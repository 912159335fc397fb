package io.jenkins.plugins.k8srelease.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command without a subcommand. */
@Command(
        name = "k8s-release",
        description =
                "Releases applications to Kubernetes: each release is checked, recorded, applied in waves, watched"
                        + " until it is healthy, and undone when it fails.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = VersionCommand.Provider.class,
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0  done, or nothing had to be done",
            "  1  the release failed and was undone",
            "  2  wrong options or manifests; nothing was changed",
            "  3  the release failed and was NOT undone, or another process took it over",
            "  4  nothing was begun: no connection, a missing right, or another release is under way",
            "",
            "docs/cli.md has the whole guide."
        })
final class Root implements Runnable {

    @Spec
    CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "show the version")
    boolean version;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
