package io.jenkins.plugins.k8srelease.cli.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Style;
import io.jenkins.plugins.k8srelease.engine.health.State;
import io.jenkins.plugins.k8srelease.engine.history.Current;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.Outcome;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.history.Revision;
import io.jenkins.plugins.k8srelease.engine.release.Durations;
import io.jenkins.plugins.k8srelease.engine.status.ApplicationStatus;
import io.jenkins.plugins.k8srelease.engine.status.ObjectStatus;
import io.jenkins.plugins.k8srelease.engine.status.OwnerSign;
import java.util.List;

/** What an application is at this moment. */
public final class StatusOutput {

    private final Console console;

    public StatusOutput(Console console) {
        this.console = console;
    }

    /** For people. */
    public void text(ApplicationStatus status, RecordNames names) {
        Style style = console.style(false);
        Head head = status.head().orElse(null);
        String where = names.app() + " in namespace " + names.namespace();
        if (head == null) {
            console.print(where + ": never released");
            return;
        }
        console.print(
                head.live() == 0
                        ? where + ": no release is live"
                        : style.strong(where + ": release " + head.live() + " is live")
                                + head.revision(head.live())
                                        .map(r -> ", since " + Times.local(r.endedAt()) + ", by " + r.by())
                                        .orElse(""));
        if (head.current() != null) {
            underWay(head.current(), status.owner().orElse(null), style);
        }
        leftBehind(head, style);
        objects(status.objects());
        if (head.live() > 0) {
            console.print(status.isHealthy() ? style.good("healthy") : style.bad("not healthy"));
        }
    }

    /** What a failed release left there makes the live one other than its record says. */
    private void leftBehind(Head head, Style style) {
        List<Revision> all = head.revisions();
        Revision newest = all.isEmpty() ? null : all.get(all.size() - 1);
        if (newest != null && newest.outcome() == Outcome.NOT_UNDONE) {
            console.print(style.bad("release " + newest.revision() + " failed and was not undone")
                    + ": what it changed is still there, wholly or in part");
        }
    }

    private void underWay(Current current, OwnerSign owner, Style style) {
        console.print(style.caution("under way: ") + current.describe());
        if (current.wave() >= 0) {
            console.print("  objects up to wave " + current.wave() + " may have been changed");
        }
        if (current.reason() != null) {
            console.print("  because: " + current.reason());
        }
        if (owner != null) {
            console.print("  its owner was last heard of "
                    + Durations.text(Math.max(0, owner.age().toMillis())) + " ago"
                    + (owner.seemsAlive()
                            ? ""
                            : style.caution(": it seems to be gone; k8s-release resume finishes it")));
        } else if (current.holder() == null) {
            console.print("  nobody owns it: k8s-release resume finishes it, k8s-release resume --undo undoes it");
        }
    }

    /** A table of verdicts. */
    public void objects(List<ObjectStatus> objects) {
        Style style = console.style(false);
        Table table = new Table();
        objects.forEach(o -> table.row("  " + o.object().shortName(), verdict(o.state()), o.message()));
        List<String> lines = table.lines();
        for (int i = 0; i < lines.size(); i++) {
            console.print(paint(objects.get(i).state(), lines.get(i), style));
        }
    }

    private static String paint(State state, String line, Style style) {
        return switch (state) {
            case READY -> line;
            case PROGRESSING -> style.caution(line);
            case FAILED -> style.bad(line);
        };
    }

    /** {@code Ready}, {@code Progressing} or {@code Failed}. */
    static String verdict(State state) {
        return switch (state) {
            case READY -> "Ready";
            case PROGRESSING -> "Progressing";
            case FAILED -> "Failed";
        };
    }

    /** For machines, as docs/schema/status.schema.json describes it. */
    public static ObjectNode json(ApplicationStatus status, RecordNames names, String server) {
        ObjectNode document = Json.object();
        document.put("app", names.app()).put("namespace", names.namespace()).put("server", server);
        Head head = status.head().orElse(null);
        document.set(
                "live",
                head == null
                        ? null
                        : head.revision(head.live())
                                .map(r -> HistoryOutput.revision(head, r))
                                .orElse(null));
        document.set("underWay", head == null || head.current() == null ? null : underWay(head.current(), status));
        document.put("healthy", status.isHealthy());
        ArrayNode objects = document.putArray("objects");
        status.objects()
                .forEach(o -> objects.add(Json.of(o.object())
                        .put("verdict", verdict(o.state()))
                        .put("reason", o.reason())
                        .put("message", o.message())));
        return document;
    }

    private static ObjectNode underWay(Current current, ApplicationStatus status) {
        ObjectNode json = HistoryOutput.underWay(current);
        OwnerSign owner = status.owner().orElse(null);
        json.put("ownerSeenAt", owner == null ? null : owner.renewedAt().toString());
        json.put("ownerSeemsAlive", owner != null && owner.seemsAlive());
        return json;
    }
}
