package io.jenkins.plugins.k8srelease.engine.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.function.Consumer;

/** The releases of an application, newest first. */
public final class HistoryReport {

    private final Consumer<String> out;
    private final Paint paint;

    /** @param out takes one line at a time */
    public HistoryReport(Consumer<String> out, Paint paint) {
        this.out = out;
        this.paint = paint;
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
            out.accept(paint.caution("under way: ") + head.current().describe());
        }
        List<String> lines = table.lines();
        out.accept(paint.strong(lines.get(0)));
        lines.stream().skip(1).forEach(out);
        if (newestFirst.isEmpty()) {
            out.accept("(no release has ended yet)");
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
        if (head.revision(revision).map(Revision::bad).isPresent()) {
            return revision == head.live() ? " live, bad" : " bad";
        }
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
        out.accept(paint.strong("Release " + revision.revision() + " of " + names.app())
                + (marks(head, revision.revision()).isEmpty()
                        ? ""
                        : " (" + marks(head, revision.revision()).strip() + ")"));
        out.accept("  operation  " + revision.operation());
        out.accept("  outcome    " + words(revision.outcome()));
        out.accept("  started    " + Times.local(revision.startedAt()));
        out.accept("  took       " + took(revision));
        out.accept("  by         " + revision.by());
        out.accept("  changed    " + revision.changed() + " objects");
        if (revision.reason() != null) {
            out.accept("  reason     " + revision.reason());
        }
        if (revision.bad() != null) {
            out.accept("  bad        " + revision.bad());
        }
        if (!revision.images().isEmpty()) {
            out.accept(paint.strong("  images"));
            new TreeMap<>(revision.images()).forEach((place, image) -> out.accept("    " + place + "  " + image));
        }
        if (!objects.isEmpty()) {
            out.accept(paint.strong("  objects"));
            Table table = new Table();
            objects.forEach(o -> table.row(
                    "    wave " + o.wave(), o.config().ref().shortName(), o.change() ? "changed" : "unchanged"));
            table.lines().forEach(out);
        }
    }

    /** For machines, as docs/schema/history.schema.json describes it. */
    public static ObjectNode json(Head head, RecordNames names) {
        ObjectNode document = Documents.object();
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
        objects.forEach(o ->
                list.add(Documents.of(o.config().ref()).put("wave", o.wave()).put("changed", o.change())));
        document.putArray("revisions").add(one);
        return document;
    }

    static ObjectNode revision(Head head, Revision revision) {
        ObjectNode json = Documents.object();
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
                .put("lastGood", revision.revision() == head.lastGood())
                .put("bad", revision.bad());
        ObjectNode images = json.putObject("images");
        revision.images().forEach(images::put);
        return json;
    }

    static ObjectNode underWay(Current current) {
        return Documents.object()
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
