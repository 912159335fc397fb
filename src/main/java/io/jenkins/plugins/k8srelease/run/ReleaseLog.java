package io.jenkins.plugins.k8srelease.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.diagnosis.Redactor;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.report.EventText;
import io.jenkins.plugins.k8srelease.engine.report.Paint;
import io.jenkins.plugins.k8srelease.engine.report.Texts;
import io.jenkins.plugins.k8srelease.engine.report.Waiting;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * A release in words: each transition as one line with the time since its start, for a step that may be away for a while,
 * and what it waits for.
 */
final class ReleaseLog {

    /** What a step that comes back late still gets to hear; a release has a few lines for each object. */
    private static final int KEPT = 2_000;

    private final long started;
    private final Deque<String> unheard = new ArrayDeque<>();
    private final Waiting waiting = new Waiting();
    private Redactor redactor = Redactor.ofPatterns();
    private Consumer<String> reader;
    private int lost;
    private volatile String status = "reading manifests";

    /** @param started milliseconds of the epoch */
    ReleaseLog(long started) {
        this.started = started;
    }

    synchronized void hide(Redactor secrets) {
        redactor = secrets;
    }

    /** Tells everything that was not heard yet to a reader, and all that comes. */
    synchronized void readBy(Consumer<String> newReader) {
        reader = newReader;
        if (lost > 0) {
            newReader.accept("(" + lost + " lines were left out while nobody listened)");
            lost = 0;
        }
        unheard.forEach(newReader);
        unheard.clear();
    }

    synchronized void on(ReleaseEvent event) {
        waiting.see(event);
        String text = EventText.of(event, Paint.NONE);
        // The name of an object and a word of ours: what looks like a secret in it, "secret/database: created", is
        // none.
        stamped(event instanceof ReleaseEvent.Applied ? text : redactor.redact(text));
        status = firstLine(redactor.redact(waiting.text()));
    }

    synchronized void line(String text) {
        stamped(redactor.redact(text));
    }

    private void stamped(String text) {
        Duration elapsed = Duration.ofMillis(Math.max(0, System.currentTimeMillis() - started));
        tell(EventText.stamped(elapsed, text));
    }

    private void tell(String line) {
        if (reader != null) {
            reader.accept(line);
            return;
        }
        if (unheard.size() == KEPT) {
            unheard.removeFirst();
            lost++;
        }
        unheard.addLast(line);
    }

    void status(String text) {
        status = text;
    }

    /** What it waits for: a short phrase. */
    String status() {
        return status;
    }

    /** Without what must not be shown. */
    synchronized String hidden(String text) {
        return redactor.redact(text);
    }

    /** Without what must not be shown. */
    synchronized ObjectNode hiddenIn(ObjectNode document) {
        return Texts.in(document, redactor::redact);
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
