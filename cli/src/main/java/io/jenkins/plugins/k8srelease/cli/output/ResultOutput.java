package io.jenkins.plugins.k8srelease.cli.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.ExitCode;
import io.jenkins.plugins.k8srelease.cli.console.Style;
import io.jenkins.plugins.k8srelease.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.k8srelease.engine.diagnosis.Evidence;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.plan.Plan;
import io.jenkins.plugins.k8srelease.engine.plan.PlannedObject;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeResult;
import java.util.List;

/** How a release ended. */
public final class ResultOutput {

    private final Console console;
    private final String command;
    private final RecordNames names;
    private final String server;
    private final String arguments;

    /**
     * @param command for example {@code deploy}
     * @param arguments the options that lead another command to the same application
     */
    public ResultOutput(Console console, String command, RecordNames names, String server, String arguments) {
        this.console = console;
        this.command = command;
        this.names = names;
        this.server = server;
        this.arguments = arguments;
    }

    /** The exit code that stands for an outcome. */
    public static int exitCode(Status status) {
        return switch (status) {
            case SUCCEEDED, UNCHANGED, PLANNED -> ExitCode.DONE;
            case UNDONE -> ExitCode.UNDONE;
            case BAD_INPUT -> ExitCode.USAGE;
            case NOT_UNDONE, TAKEN_OVER -> ExitCode.NOT_UNDONE;
            case NOT_STARTED -> ExitCode.NOT_STARTED;
        };
    }

    /** For people: one line when it went well, a block that explains when it did not. */
    public void text(ReleaseResult result) {
        Style style = console.style(false);
        switch (result.status()) {
            case SUCCEEDED, UNCHANGED, PLANNED -> console.print(style.good("Done: ") + result.message());
            case BAD_INPUT, NOT_STARTED -> notStarted(result);
            case UNDONE, NOT_UNDONE, TAKEN_OVER -> failed(result, style);
        }
    }

    private void notStarted(ReleaseResult result) {
        Style style = console.style(true);
        console.warn(style.bad("Not released: ")
                + (result.message().contains("\n") ? "\n" + indented(result.message()) : result.message()));
    }

    private void failed(ReleaseResult result, Style style) {
        String what =
                switch (result.status()) {
                    case UNDONE -> "failed and was undone";
                    case TAKEN_OVER -> "was taken over by another process";
                    default -> "failed and was NOT undone";
                };
        String number = result.revision() == 0 ? "" : " " + result.revision();
        console.print("");
        console.print(style.bad("Release" + number + " of " + names.app() + " " + what));
        result.diagnosis()
                .ifPresentOrElse(d -> explain(d, result, style), () -> console.print("  " + result.message()));
        if (result.status() != Status.UNDONE) {
            console.print(style.strong("  Next: ") + "k8s-release status --app " + names.app() + arguments
                    + " tells what is live and how it is");
        }
    }

    private void explain(Diagnosis diagnosis, ReleaseResult result, Style style) {
        console.print(style.strong("  Cause: ") + diagnosis.cause());
        for (Evidence evidence : diagnosis.evidence()) {
            if (evidence instanceof Evidence.LogLines log) {
                console.print("  Log of " + log.object() + ", container " + log.container()
                        + (log.previous() ? ", the run before" : "") + ":");
                log.lines().forEach(line -> console.print("    | " + line));
            } else {
                evidence.lines().forEach(line -> console.print("    " + line));
            }
        }
        if (!diagnosis.hint().isEmpty()) {
            console.print(style.strong("  Hint: ") + diagnosis.hint());
        }
        console.print("  " + withoutCause(result.message(), diagnosis.cause()));
    }

    /** The engine's sentence begins with the cause, which has just been printed. */
    private static String withoutCause(String message, String cause) {
        if (!message.startsWith(cause)) {
            return message;
        }
        String rest = message.substring(cause.length()).replaceFirst("^[.\\s]+", "");
        return rest.isEmpty() ? message : rest;
    }

    private static String indented(String text) {
        return text.lines().map(l -> "  " + l).reduce((a, b) -> a + "\n" + b).orElse("");
    }

    /** For machines, as docs/schema/release-result.schema.json describes it. */
    public ObjectNode json(ReleaseResult result) {
        ObjectNode document = Json.object();
        document.put("command", command)
                .put("app", names.app())
                .put("namespace", names.namespace())
                .put("server", server)
                .put("status", result.status().name())
                .put("exitCode", exitCode(result.status()))
                .put("revision", result.revision())
                .put("message", result.message())
                .put("durationSeconds", result.duration().toMillis() / 1000.0);
        ArrayNode changes = document.putArray("changes");
        result.plan().map(Plan::changes).orElse(List.of()).forEach(o -> changes.add(change(o)));
        document.set("warnings", Json.array(result.plan().map(Plan::warnings).orElse(List.of())));
        ArrayNode smoke = document.putArray("smoke");
        result.smoke().forEach(s -> smoke.add(smoke(s)));
        document.set(
                "diagnosis", result.diagnosis().map(ResultOutput::diagnosis).orElse(null));
        return document;
    }

    private static ObjectNode change(PlannedObject planned) {
        return Json.of(planned.config().ref())
                .put("action", planned.action().name())
                .put("wave", planned.wave());
    }

    private static ObjectNode smoke(SmokeResult result) {
        return Json.object()
                .put("check", result.check())
                .put("pod", result.pod())
                .put("passed", result.passed())
                .put("detail", result.detail())
                .put("attempts", result.attempts())
                .put("millis", result.millis());
    }

    private static ObjectNode diagnosis(Diagnosis diagnosis) {
        ObjectNode json = Json.object().put("cause", diagnosis.cause()).put("hint", diagnosis.hint());
        ArrayNode evidence = json.putArray("evidence");
        diagnosis.evidence().forEach(e -> evidence.add(evidence(e)));
        return json;
    }

    private static ObjectNode evidence(Evidence evidence) {
        ObjectNode json = Json.object();
        json.put("type", type(evidence)).set("object", Json.of(evidence.object()));
        json.set("lines", Json.array(evidence.lines()));
        return json;
    }

    private static String type(Evidence evidence) {
        if (evidence instanceof Evidence.LogLines) {
            return "log";
        }
        if (evidence instanceof Evidence.EventSeen) {
            return "event";
        }
        return evidence instanceof Evidence.ConditionSeen ? "condition" : "finding";
    }
}
