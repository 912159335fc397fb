package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.ExitCode;
import io.jenkins.plugins.k8srelease.cli.console.Style;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Puts the commands together. */
public final class CommandLines {

    private CommandLines() {}

    public static CommandLine create(Console console) {
        CommandLine line = new CommandLine(new Root());
        line.addSubcommand("deploy", new DeployCommand(console));
        line.addSubcommand("rolling-update", new RollingUpdateCommand(console));
        line.addSubcommand("blue-green", new BlueGreenCommand(console));
        line.addSubcommand("rollback", new RollbackCommand(console));
        line.addSubcommand("diff", new DiffCommand(console));
        line.addSubcommand("status", new StatusCommand(console));
        line.addSubcommand("history", new HistoryCommand(console));
        line.addSubcommand("abort", new AbortCommand(console));
        line.addSubcommand("resume", new ResumeCommand(console));
        line.addSubcommand("retire", new RetireCommand(console));
        line.addSubcommand("smoke-test", new SmokeTestCommand(console));
        line.addSubcommand("unlock", new UnlockCommand(console));
        line.addSubcommand("quota", new QuotaCommand(console));
        line.addSubcommand("resources", new ResourcesCommand(console));
        line.addSubcommand("version", new VersionCommand(console));
        line.addSubcommand("generate-completion", new AutoComplete.GenerateCompletion());
        line.addSubcommand("help", new CommandLine.HelpCommand());
        line.registerConverter(Duration.class, new DurationText());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(writer(console.rawOut()));
        line.setErr(writer(console.rawErr()));
        Style style = console.style(false);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(style.coloured() ? Ansi.ON : Ansi.OFF));
        int columns = console.terminal().columns();
        line.setUsageHelpWidth(columns < 60 ? 100 : Math.min(columns, 120));
        Errors errors = new Errors(console);
        line.setParameterExceptionHandler(errors::usage);
        line.setExecutionExceptionHandler(errors::execution);
        line.setExitCodeExceptionMapper(t -> ExitCode.NOT_STARTED);
        return line;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }
}
