package io.jenkins.plugins.k8srelease.engine.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.health.State;
import io.jenkins.plugins.k8srelease.engine.history.Current;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.Outcome;
import io.jenkins.plugins.k8srelease.engine.history.OwnerSign;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.history.Revision;
import io.jenkins.plugins.k8srelease.engine.release.Durations;
import io.jenkins.plugins.k8srelease.engine.status.ApplicationStatus;
import io.jenkins.plugins.k8srelease.engine.status.ObjectStatus;
import java.util.List;
import java.util.function.Consumer;

/** What an application is at this moment. */
public final class StatusReport {

    private final Consumer<String> out;
    private final Paint paint;

    /** @param out takes one line at a time */
    public StatusReport(Consumer<String> out, Paint paint) {
        this.out = out;
        this.paint = paint;
    }

    /** For people. */
    public void text(ApplicationStatus status, RecordNames names) {
        Head head = status.head().orElse(null);
        String where = names.app() + " in namespace " + names.namespace();
        if (head == null) {
            out.accept(where + ": never released");
            return;
        }
        out.accept(
                head.live() == 0
                        ? where + ": no release is live"
                        : paint.strong(where + ": release " + head.live() + " is live")
                                + head.revision(head.live())
                                        .map(r -> ", since " + Times.local(r.endedAt()) + ", by " + r.by())
                                        .orElse(""));
        if (head.current() != null) {
            underWay(head.current(), status.owner().orElse(null));
        }
        if (head.colours() != null) {
            new ColoursReport(out).text(head.colours());
        }
        leftBehind(head);
        objects(status.objects());
        if (head.live() > 0) {
            out.accept(status.isHealthy() ? paint.good("healthy") : paint.bad("not healthy"));
        }
    }

    /** What a failed release left there makes the live one other than its record says. */
    private void leftBehind(Head head) {
        List<Revision> all = head.revisions();
        Revision newest = all.isEmpty() ? null : all.get(all.size() - 1);
        if (newest != null && newest.outcome() == Outcome.NOT_UNDONE) {
            out.accept(paint.bad("release " + newest.revision() + " failed and was not undone")
                    + ": what it changed is still there, wholly or in part");
        }
    }

    private void underWay(Current current, OwnerSign owner) {
        out.accept(paint.caution("under way: ") + current.describe());
        if (current.wave() >= 0) {
            out.accept("  objects up to wave " + current.wave() + " may have been changed");
        }
        if (current.reason() != null) {
            out.accept("  because: " + current.reason());
        }
        if (owner != null) {
            out.accept("  its owner was last heard of "
                    + Durations.text(Math.max(0, owner.age().toMillis())) + " ago"
                    + (owner.seemsAlive()
                            ? ""
                            : paint.caution(": it seems to be gone; k8s-release resume finishes it")));
        } else if (current.holder() == null) {
            out.accept("  nobody owns it: k8s-release resume finishes it, k8s-release resume --undo undoes it");
        }
    }

    /** A table of verdicts. */
    public void objects(List<ObjectStatus> objects) {
        Table table = new Table();
        objects.forEach(o -> table.row("  " + o.object().shortName(), verdict(o.state()), o.message()));
        List<String> lines = table.lines();
        for (int i = 0; i < lines.size(); i++) {
            out.accept(painted(objects.get(i).state(), lines.get(i)));
        }
    }

    private String painted(State state, String line) {
        return switch (state) {
            case READY -> line;
            case PROGRESSING -> paint.caution(line);
            case FAILED -> paint.bad(line);
        };
    }

    /** {@code Ready}, {@code Progressing} or {@code Failed}. */
    public static String verdict(State state) {
        return switch (state) {
            case READY -> "Ready";
            case PROGRESSING -> "Progressing";
            case FAILED -> "Failed";
        };
    }

    /** For machines, as docs/schema/status.schema.json describes it. */
    public static ObjectNode json(ApplicationStatus status, RecordNames names, String server) {
        ObjectNode document = Documents.object();
        document.put("app", names.app()).put("namespace", names.namespace()).put("server", server);
        Head head = status.head().orElse(null);
        document.set(
                "live",
                head == null
                        ? null
                        : head.revision(head.live())
                                .map(r -> live(head, r, status))
                                .orElse(null));
        document.set("underWay", head == null || head.current() == null ? null : underWay(head.current(), status));
        document.put("healthy", status.isHealthy());
        document.set("colours", head == null || head.colours() == null ? null : ColoursReport.json(head.colours()));
        ArrayNode objects = document.putArray("objects");
        status.objects()
                .forEach(o -> objects.add(Documents.of(o.object())
                        .put("verdict", verdict(o.state()))
                        .put("reason", o.reason())
                        .put("message", o.message())));
        return document;
    }

    private static ObjectNode live(Head head, Revision revision, ApplicationStatus status) {
        ObjectNode live = HistoryReport.revision(head, revision);
        ObjectNode digests = live.putObject("digests");
        status.digests().forEach(digests::put);
        return live;
    }

    private static ObjectNode underWay(Current current, ApplicationStatus status) {
        ObjectNode json = HistoryReport.underWay(current);
        OwnerSign owner = status.owner().orElse(null);
        json.put("ownerSeenAt", owner == null ? null : owner.renewedAt().toString());
        json.put("ownerSeemsAlive", owner != null && owner.seemsAlive());
        return json;
    }
}
