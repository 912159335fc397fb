package io.jenkins.plugins.k8srelease.cli.progress;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Style;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseListener;
import io.jenkins.plugins.k8srelease.engine.report.EventText;
import io.jenkins.plugins.k8srelease.engine.report.Waiting;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Shows a release: each transition as a line with the time since the start. On a terminal one more line, redrawn in
 * place, tells what is being waited for; elsewhere a line a minute does, so that nobody takes a long wait for a hang.
 */
public final class Progress implements ReleaseListener, AutoCloseable {

    private static final Duration REDRAW = Duration.ofMillis(500);
    private static final Duration SIGN_OF_LIFE = Duration.ofMinutes(1);
    private static final String ERASE = "\r\u001b[K";
    private static final int NARROWEST = 20;

    private final Console console;
    private final PrintStream stream;
    private final Style style;
    private final boolean live;
    private final int columns;
    private final long start = System.nanoTime();
    private final ScheduledExecutorService ticker;
    private final Waiting waiting = new Waiting();
    private long lastLine = System.nanoTime();
    private boolean drawn;
    private boolean closed;

    /**
     * Begins to show a release.
     *
     * @param toStandardError when standard output belongs to a document
     */
    public Progress(Console console, boolean toStandardError) {
        this.console = console;
        this.stream = toStandardError ? console.rawErr() : console.rawOut();
        this.style = console.style(toStandardError);
        this.live = console.canRedraw(toStandardError);
        int width = console.terminal().columns();
        this.columns = width < NARROWEST ? 80 : width;
        this.ticker = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
        long period = (live ? REDRAW : SIGN_OF_LIFE.dividedBy(4)).toMillis();
        ticker.scheduleAtFixedRate(this::tick, period, period, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void on(ReleaseEvent event) {
        waiting.see(event);
        line(EventText.of(event, style));
    }

    /** A line of the command itself among those of the release. */
    public synchronized void line(String text) {
        if (closed) {
            return;
        }
        erase();
        String time = "[" + String.format("%6s", EventText.elapsed(elapsed())) + "]";
        stream.println(style.faint(time) + " " + console.clean(text));
        lastLine = System.nanoTime();
        draw();
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private synchronized void tick() {
        if (closed) {
            return;
        }
        if (live) {
            erase();
            draw();
        } else if (System.nanoTime() - lastLine > SIGN_OF_LIFE.toNanos()) {
            String text = waiting.text();
            line("still " + (text.isEmpty() ? "working" : text));
        }
    }

    private void draw() {
        if (!live) {
            return;
        }
        String text =
                EventText.elapsed(Duration.ofSeconds(elapsed().toSeconds())).replace(".0s", "s") + "  "
                        + console.clean(waiting.text()).replace('\n', ' ').replace('\t', ' ');
        stream.print(style.faint(text.length() < columns ? text : text.substring(0, columns - 2) + "…"));
        stream.flush();
        drawn = true;
    }

    private void erase() {
        if (drawn) {
            stream.print(ERASE);
            drawn = false;
        }
    }

    @Override
    public synchronized void close() {
        erase();
        stream.flush();
        closed = true;
        ticker.shutdownNow();
    }
}
