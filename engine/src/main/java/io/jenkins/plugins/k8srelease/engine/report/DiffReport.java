package io.jenkins.plugins.k8srelease.engine.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.history.PruneTarget;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.plan.Action;
import io.jenkins.plugins.k8srelease.engine.plan.FieldChange;
import io.jenkins.plugins.k8srelease.engine.plan.Plan;
import io.jenkins.plugins.k8srelease.engine.plan.PlannedObject;
import java.util.List;
import java.util.function.Consumer;

/** What a release would change. Values of Secrets are masked by the engine. */
public final class DiffReport {

    private final Consumer<String> out;
    private final Paint paint;

    /** @param out takes one line at a time */
    public DiffReport(Consumer<String> out, Paint paint) {
        this.out = out;
        this.paint = paint;
    }

    /** For people. */
    public void text(Plan plan) {
        for (PlannedObject object : plan.changes()) {
            String name = object.config().ref().shortName();
            String note = object.checked() ? "" : paint.faint(" (not checked by the server: it cannot yet)");
            out.accept((object.action() == Action.CREATE
                            ? paint.good("+ " + name) + "  create"
                            : paint.caution("~ " + name) + "  update")
                    + note
                    + adoption(object));
            object.changes().forEach(change -> out.accept("    " + line(change)));
        }
        for (PruneTarget target : plan.pruned()) {
            String name = target.object().shortName();
            out.accept(
                    target.kept() == null
                            ? paint.bad("- " + name) + "  delete, at the end"
                            : paint.faint("  " + name + "  stays although it is not part of the release any more: "
                                    + target.kept()));
        }
        long unchanged = plan.objects().size() - plan.changes().size();
        out.accept(
                plan.changesNothing()
                        ? "Nothing would change: " + unchanged + " objects are as they should be."
                        : plan.changes().size() + " of " + plan.objects().size() + " objects would change.");
    }

    private String adoption(PlannedObject object) {
        List<String> tools = object.ownership().adopts();
        return tools.isEmpty() ? "" : paint.faint(" (taken over from " + String.join(", ", tools) + ")");
    }

    private String line(FieldChange change) {
        if (change.before().isEmpty()) {
            return paint.good(change.toString());
        }
        return change.after().isEmpty() ? paint.bad(change.toString()) : paint.caution(change.toString());
    }

    /** For machines, as docs/schema/diff.schema.json describes it. */
    public static ObjectNode json(Plan plan, RecordNames names, String server) {
        ObjectNode document = Documents.object();
        document.put("app", names.app())
                .put("namespace", names.namespace())
                .put("server", server)
                .put("changes", plan.changes().size());
        ArrayNode objects = document.putArray("objects");
        plan.objects().forEach(o -> objects.add(object(o)));
        ArrayNode pruned = document.putArray("pruned");
        plan.pruned().forEach(t -> pruned.add(Documents.of(t.object()).put("kept", t.kept())));
        document.set("warnings", Documents.array(plan.warnings()));
        return document;
    }

    private static ObjectNode object(PlannedObject planned) {
        ObjectNode json = Documents.of(planned.config().ref())
                .put("action", planned.action().name())
                .put("wave", planned.wave())
                .put("origin", planned.origin())
                .put("checked", planned.checked());
        json.set("adoptedFrom", Documents.array(planned.ownership().adopts()));
        ArrayNode fields = json.putArray("fields");
        planned.changes().forEach(c -> fields.addObject()
                .put("path", c.path())
                .put("before", c.before())
                .put("after", c.after()));
        return json;
    }
}
