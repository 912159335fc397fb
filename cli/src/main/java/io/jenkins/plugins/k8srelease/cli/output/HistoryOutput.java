package io.jenkins.plugins.k8srelease.cli.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Style;
import io.jenkins.plugins.k8srelease.engine.history.Current;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.Outcome;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.history.RecordedObject;
import io.jenkins.plugins.k8srelease.engine.history.Revision;
import io.jenkins.plugins.k8srelease.engine.release.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The releases of an application, newest first. */
public final class HistoryOutput {

    private final Console console;

    public HistoryOutput(Console console) {
        this.console = console;
    }

    /** All of them, for people. */
    public void text(Head head) {
        Table table = new Table().row("REVISION", "OUTCOME", "STARTED", "TOOK", "BY", "IMAGES", "REASON");
        List<Revision> newestFirst = new ArrayList<>(head.revisions());
        java.util.Collections.reverse(newestFirst);
        for (Revision revision : newestFirst) {
            table.row(
                    revision.revision() + marks(head, revision.revision()),
                    words(revision.outcome()),
                    Times.local(revision.startedAt()),
                    took(revision),
                    revision.by(),
                    revision.images().isEmpty() ? "-" : ImageChanges.between(before(head, revision), revision.images()),
                    shortened(revision.reason()));
        }
        if (head.current() != null) {
            console.print(
                    console.style(false).caution("under way: ") + head.current().describe());
        }
        List<String> lines = table.lines();
        console.print(console.style(false).strong(lines.get(0)));
        lines.stream().skip(1).forEach(console::print);
        if (newestFirst.isEmpty()) {
            console.print("(no release has ended yet)");
        }
    }

    /** The images of the last release before it that went well. */
    private static Map<String, String> before(Head head, Revision revision) {
        Map<String, String> images = Map.of();
        for (Revision older : head.revisions()) {
            if (older.revision() >= revision.revision()) {
                break;
            }
            if (older.outcome() == Outcome.SUCCEEDED) {
                images = older.images();
            }
        }
        return images;
    }

    private static String marks(Head head, int revision) {
        if (revision == head.live()) {
            return revision == head.lastGood() ? " live" : " live, not good";
        }
        return revision == head.lastGood() ? " last good" : "";
    }

    private static String words(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String took(Revision revision) {
        return Times.duration(revision).map(d -> Durations.text(d.toMillis())).orElse("-");
    }

    private static String shortened(String reason) {
        if (reason == null) {
            return "";
        }
        String line = reason.replaceAll("\\s+", " ");
        return line.length() <= 120 ? line : line.substring(0, 119) + "…";
    }

    /** One of them with its objects, for people. */
    public void details(Head head, RecordNames names, Revision revision, List<RecordedObject> objects) {
        Style style = console.style(false);
        console.print(style.strong("Release " + revision.revision() + " of " + names.app())
                + (marks(head, revision.revision()).isEmpty()
                        ? ""
                        : " (" + marks(head, revision.revision()).strip() + ")"));
        console.print("  operation  " + revision.operation());
        console.print("  outcome    " + words(revision.outcome()));
        console.print("  started    " + Times.local(revision.startedAt()));
        console.print("  took       " + took(revision));
        console.print("  by         " + revision.by());
        console.print("  changed    " + revision.changed() + " objects");
        if (revision.reason() != null) {
            console.print("  reason     " + revision.reason());
        }
        if (!revision.images().isEmpty()) {
            console.print(style.strong("  images"));
            new TreeMap<>(revision.images()).forEach((place, image) -> console.print("    " + place + "  " + image));
        }
        if (!objects.isEmpty()) {
            console.print(style.strong("  objects"));
            Table table = new Table();
            objects.forEach(o -> table.row(
                    "    wave " + o.wave(), o.config().ref().shortName(), o.change() ? "changed" : "unchanged"));
            table.lines().forEach(console::print);
        }
    }

    /** For machines, as docs/schema/history.schema.json describes it. */
    public static ObjectNode json(Head head, RecordNames names) {
        ObjectNode document = Json.object();
        document.put("app", names.app())
                .put("namespace", names.namespace())
                .put("live", head.live())
                .put("lastGood", head.lastGood());
        document.set("underWay", head.current() == null ? null : underWay(head.current()));
        ArrayNode revisions = document.putArray("revisions");
        head.revisions().forEach(r -> revisions.add(revision(head, r)));
        return document;
    }

    /** One release with its objects. */
    public static ObjectNode json(Head head, RecordNames names, Revision revision, List<RecordedObject> objects) {
        ObjectNode document = json(head, names);
        ObjectNode one = revision(head, revision);
        ArrayNode list = one.putArray("objects");
        objects.forEach(
                o -> list.add(Json.of(o.config().ref()).put("wave", o.wave()).put("changed", o.change())));
        document.putArray("revisions").add(one);
        return document;
    }

    static ObjectNode revision(Head head, Revision revision) {
        ObjectNode json = Json.object();
        json.put("revision", revision.revision())
                .put("operation", revision.operation())
                .put("outcome", revision.outcome().name())
                .put("reason", revision.reason())
                .put("startedAt", revision.startedAt())
                .put("endedAt", revision.endedAt())
                .put(
                        "durationSeconds",
                        Times.duration(revision).map(Duration::toMillis).orElse(0L) / 1000.0)
                .put("by", revision.by())
                .put("changed", revision.changed())
                .put("live", revision.revision() == head.live())
                .put("lastGood", revision.revision() == head.lastGood());
        ObjectNode images = json.putObject("images");
        revision.images().forEach(images::put);
        return json;
    }

    static ObjectNode underWay(Current current) {
        return Json.object()
                .put("revision", current.revision())
                .put("operation", current.operation())
                .put("phase", current.phase().name())
                .put("wave", current.wave())
                .put("startedAt", current.startedAt())
                .put("reason", current.reason())
                .put("by", current.holder() == null ? null : current.holder().by())
                .put("host", current.holder() == null ? null : current.holder().host());
    }
}
