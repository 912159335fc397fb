package io.jenkins.plugins.k8srelease.engine.report;

import io.jenkins.plugins.k8srelease.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.k8srelease.engine.diagnosis.Evidence;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import java.util.function.Consumer;

/** How a release ended, as lines for people. */
public final class ResultReport {

    private final Consumer<String> out;
    private final Paint paint;
    private final RecordNames names;
    private final String next;

    /**
     * Begins a report.
     *
     * @param out takes one line at a time; some hold line breaks
     * @param names the application
     * @param next what a person does about a release that was not undone, empty to say nothing
     */
    public ResultReport(Consumer<String> out, Paint paint, RecordNames names, String next) {
        this.out = out;
        this.paint = paint;
        this.names = names;
        this.next = next;
    }

    /** For people: one line when it went well, a block that explains when it did not. */
    public void text(ReleaseResult result) {
        switch (result.status()) {
            case SUCCEEDED, UNCHANGED, PLANNED -> done(result);
            case BAD_INPUT, NOT_STARTED -> notStarted(result);
            case FAILED -> out.accept(paint.bad("Failed: ") + result.message());
            case UNDONE, NOT_UNDONE, TAKEN_OVER -> failed(result);
        }
    }

    /** For people: that what they asked for was done; of an abort, that everything was undone. */
    public void done(ReleaseResult result) {
        out.accept(paint.good("Done: ") + result.message());
    }

    private void notStarted(ReleaseResult result) {
        out.accept(paint.bad("Not released: ")
                + (result.message().contains("\n") ? "\n" + indented(result.message()) : result.message()));
    }

    private void failed(ReleaseResult result) {
        String what =
                switch (result.status()) {
                    case UNDONE -> "failed and was undone";
                    case TAKEN_OVER -> "was taken over by another process";
                    default -> "failed and was NOT undone";
                };
        String number = result.revision() == 0 ? "" : " " + result.revision();
        out.accept("");
        out.accept(paint.bad("Release" + number + " of " + names.app() + " " + what));
        result.diagnosis().ifPresentOrElse(d -> explain(d, result), () -> out.accept("  " + result.message()));
        if (result.status() != Status.UNDONE && !next.isEmpty()) {
            out.accept(paint.strong("  Next: ") + next);
        }
    }

    private void explain(Diagnosis diagnosis, ReleaseResult result) {
        out.accept(paint.strong("  Cause: ") + diagnosis.cause());
        for (Evidence evidence : diagnosis.evidence()) {
            if (evidence instanceof Evidence.LogLines log) {
                out.accept("  Log of " + log.object() + ", container " + log.container()
                        + (log.previous() ? ", the run before" : "") + ":");
                log.lines().forEach(line -> out.accept("    | " + line));
            } else {
                evidence.lines().forEach(line -> out.accept("    " + line));
            }
        }
        if (!diagnosis.hint().isEmpty()) {
            out.accept(paint.strong("  Hint: ") + diagnosis.hint());
        }
        out.accept("  " + withoutCause(result.message(), diagnosis.cause()));
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
}
