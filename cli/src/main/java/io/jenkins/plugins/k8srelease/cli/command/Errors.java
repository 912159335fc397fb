package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.ExitCode;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.cli.output.Json;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.object.Nearest;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong, with the exit code that stands for it; a stack trace only when it is asked for. */
final class Errors {

    private final Console console;

    Errors(Console console) {
        this.console = console;
    }

    /** Options that cannot be understood. */
    int usage(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        console.warn(console.style(true).bad("error: ") + e.getMessage() + suggestion(e, line));
        console.warn("'" + line.getCommandSpec().qualifiedName() + " --help' shows all options");
        return ExitCode.USAGE;
    }

    private static String suggestion(ParameterException e, CommandLine line) {
        if (!(e instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return "";
        }
        String word = unmatched.getUnmatched().get(0);
        int equals = word.indexOf('=');
        List<String> known = new ArrayList<>();
        if (word.startsWith("-")) {
            for (OptionSpec option : line.getCommandSpec().options()) {
                known.addAll(List.of(option.names()));
            }
        } else {
            known.addAll(line.getSubcommands().keySet());
        }
        return Nearest.of(equals < 0 ? word : word.substring(0, equals), known)
                .map(n -> "; did you mean " + n + "?")
                .orElse("");
    }

    /** A command that could not do its work. */
    int execution(Exception e, CommandLine line, ParseResult parsed) {
        int code = code(e);
        String message = message(e, code);
        CommonOptions common = options(line);
        if (common != null && common.isJson()) {
            Json.write(console, Json.error(code, message));
        }
        console.warn(console.style(true).bad("error: ")
                + (message.contains("\n") ? "\n" + message.indent(2).stripTrailing() : message));
        if (common != null && common.verbose) {
            e.printStackTrace(line.getErr());
        }
        return code;
    }

    private static int code(Exception e) {
        if (e instanceof Failure failure) {
            return failure.exitCode();
        }
        return e instanceof BadInputException ? ExitCode.USAGE : ExitCode.NOT_STARTED;
    }

    private static String message(Exception e, int code) {
        if (e instanceof Failure || e instanceof BadInputException) {
            return e.getMessage();
        }
        if (e instanceof ApiException api) {
            return api.code() == 0 ? "the API server does not answer: " + Causes.of(e) : e.getMessage();
        }
        return "unexpected: " + (e.getMessage() == null ? e.toString() : e.getMessage())
                + ". This is a mistake in k8s-release; please report it with what --verbose shows";
    }

    private static CommonOptions options(CommandLine line) {
        return line.getCommandSpec().mixins().values().stream()
                .map(m -> m.userObject())
                .filter(CommonOptions.class::isInstance)
                .map(CommonOptions.class::cast)
                .findFirst()
                .orElse(null);
    }
}
