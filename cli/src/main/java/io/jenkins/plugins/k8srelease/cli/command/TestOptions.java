package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The caller's own test before a switch. */
final class TestOptions {

    @Option(
            names = "--test",
            paramLabel = "COMMAND",
            description = "a shell command that tests the new colour before anybody is sent to it; exit code 0 lets the"
                    + " release go on. It finds the preview Service in K8S_RELEASE_PREVIEW (see docs/blue-green.md)")
    String command;

    @Option(
            names = "--test-timeout",
            paramLabel = "DURATION",
            description = "how long the command may take before it is ended and counts as failed; default: 1h")
    Duration timeout = Duration.ofHours(1);

    /** The test, null when none was asked for. */
    CommandGate gate(Console console) {
        if (command == null) {
            return null;
        }
        if (command.isBlank() || timeout.toMillis() < 1000) {
            throw Failure.usage("--test needs a command, and --test-timeout at least 1s");
        }
        return new CommandGate(console, command, timeout);
    }
}
