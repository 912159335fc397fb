package io.jenkins.plugins.k8srelease.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Terminal;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.health.Reason;
import io.jenkins.plugins.k8srelease.engine.health.Verdict;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import io.jenkins.plugins.k8srelease.engine.report.EventText;
import io.jenkins.plugins.k8srelease.engine.report.Waiting;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final ObjectRef WEB = new ObjectRef("apps/v1", "Deployment", "shop", "web");
    private static final ReleaseEvent WAITS =
            new ReleaseEvent.VerdictChanged(WEB, Verdict.progressing(Reason.NOT_READY, "1 of 2 new pods ready"));
    private static final ReleaseEvent READY =
            new ReleaseEvent.VerdictChanged(WEB, Verdict.ready(Reason.READY, "2 of 2 pods available"));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Console console(Terminal terminal, String term) {
        return new Console(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("TERM", term),
                Path.of(""),
                terminal);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void plainLinesWithTheTimeElsewhere() {
        Console console = console(Terminal.none(), "xterm");
        console.masking().add("hunter2");
        try (Progress progress = new Progress(console, false)) {
            progress.on(WAITS);
            progress.on(READY);
            progress.on(new ReleaseEvent.Warning("says hunter2\u001b[2J"));
        }
        assertThat(out().lines())
                .hasSize(3)
                .allMatch(line -> line.matches("\\[ *\\d+\\.\\ds] .*"))
                .anyMatch(line -> line.endsWith("] deployment/web: 1 of 2 new pods ready"))
                .anyMatch(line -> line.endsWith("] deployment/web: ready: 2 of 2 pods available"))
                .anyMatch(line -> line.endsWith("] warning: says ***\\u001b[2J"));
        assertThat(out()).doesNotContain("\u001b", "\r");
    }

    @Test
    void aTerminalHasOneMoreLineThatIsRedrawnAndGoneAtTheEnd() {
        try (Progress progress = new Progress(console(new Terminal(true, true, true, 60), "xterm"), false)) {
            progress.on(WAITS);
            assertThat(out()).contains("waiting for deployment/web: 1 of 2 new pods ready");
            progress.on(READY);
        }
        assertThat(out()).endsWith("\r\u001b[K");
        String shown = out().replaceAll("\u001b\\[[0-9;]*m", "");
        for (String line : shown.split("[\r\n]")) {
            assertThat(line.replace("\u001b[K", "").length()).isLessThan(60 + "[  0.0s]".length());
        }
    }

    @Test
    void aDumbTerminalIsNotRedrawn() {
        try (Progress progress = new Progress(console(new Terminal(true, true, true, 60), "dumb"), false)) {
            progress.on(WAITS);
        }
        assertThat(out()).doesNotContain("\r", "\u001b");
    }

    @Test
    void standardOutputIsLeftToTheDocument() {
        try (Progress progress = new Progress(console(Terminal.none(), "xterm"), true)) {
            progress.on(WAITS);
        }
        assertThat(out()).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("1 of 2 new pods ready");
    }

    @Test
    void anUndoForgetsWhatWasWaitedFor() {
        Waiting waiting = new Waiting();
        waiting.see(WAITS);
        assertThat(waiting.text()).isEqualTo("waiting for deployment/web: 1 of 2 new pods ready");
        waiting.see(new ReleaseEvent.Info("undoing release 2: it failed"));
        assertThat(waiting.text()).isEqualTo("undoing release 2: it failed");
    }

    @Test
    void timesAreShort() {
        assertThat(EventText.elapsed(Duration.ofMillis(3249))).isEqualTo("3.2s");
        assertThat(EventText.elapsed(Duration.ofSeconds(65))).isEqualTo("1m05s");
        assertThat(EventText.elapsed(Duration.ofMinutes(75))).isEqualTo("75m00s");
    }
}
