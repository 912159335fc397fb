package io.jenkins.plugins.k8srelease.engine.report;

import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.health.Verdict;
import java.time.Duration;
import java.util.Locale;

/** Events as lines; the namespace is left out of each, since whoever began the release named it. */
public final class EventText {

    private EventText() {}

    /** One line; some hold line breaks. */
    public static String of(ReleaseEvent event, Paint paint) {
        if (event instanceof ReleaseEvent.VerdictChanged changed) {
            return changed.object().shortName() + ": " + verdict(changed.verdict(), paint);
        }
        if (event instanceof ReleaseEvent.Applied applied) {
            return applied.object().shortName() + ": " + applied.what();
        }
        if (event instanceof ReleaseEvent.Warning warning) {
            return paint.caution("warning: ") + warning.line();
        }
        if (event instanceof ReleaseEvent.Smoked smoked && !smoked.result().passed()) {
            return paint.bad(event.line());
        }
        return event.line();
    }

    private static String verdict(Verdict verdict, Paint paint) {
        String message = verdict.message();
        return switch (verdict.state()) {
            case READY -> paint.good("ready") + (message.isEmpty() || message.equals("ready") ? "" : ": " + message);
            case PROGRESSING -> message.isEmpty() ? verdict.reason() : message;
            case FAILED -> paint.bad("failed") + ": " + (message.isEmpty() ? verdict.reason() : message);
        };
    }

    /** A text with the time since the start before it; its further lines are indented. */
    public static String stamped(Duration elapsed, String text) {
        String time = String.format(Locale.ROOT, "[%6s] ", elapsed(elapsed));
        return time + text.stripTrailing().replace("\n", "\n" + " ".repeat(time.length()));
    }

    /** {@code 3.2s}, {@code 1m05s}. */
    public static String elapsed(Duration time) {
        return time.toSeconds() < 60
                ? String.format(Locale.ROOT, "%.1fs", time.toMillis() / 1000.0)
                : String.format(Locale.ROOT, "%dm%02ds", time.toMinutes(), time.toSecondsPart());
    }
}
