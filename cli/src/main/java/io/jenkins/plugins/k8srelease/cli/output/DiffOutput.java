package io.jenkins.plugins.k8srelease.cli.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Style;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.plan.Action;
import io.jenkins.plugins.k8srelease.engine.plan.FieldChange;
import io.jenkins.plugins.k8srelease.engine.plan.Plan;
import io.jenkins.plugins.k8srelease.engine.plan.PlannedObject;

/** What a release would change. Values of Secrets are masked by the engine. */
public final class DiffOutput {

    private final Console console;

    public DiffOutput(Console console) {
        this.console = console;
    }

    /** For people. */
    public void text(Plan plan) {
        Style style = console.style(false);
        for (PlannedObject object : plan.changes()) {
            String name = object.config().ref().shortName();
            String note = object.checked() ? "" : style.faint(" (not checked by the server: it cannot yet)");
            console.print((object.action() == Action.CREATE
                            ? style.good("+ " + name) + "  create"
                            : style.caution("~ " + name) + "  update")
                    + note);
            object.changes().forEach(change -> console.print("    " + line(change, style)));
        }
        long unchanged = plan.objects().size() - plan.changes().size();
        console.print(
                plan.changes().isEmpty()
                        ? "Nothing would change: " + unchanged + " objects are as they should be."
                        : plan.changes().size() + " of " + plan.objects().size() + " objects would change.");
    }

    private static String line(FieldChange change, Style style) {
        if (change.before().isEmpty()) {
            return style.good(change.toString());
        }
        return change.after().isEmpty() ? style.bad(change.toString()) : style.caution(change.toString());
    }

    /** For machines, as docs/schema/diff.schema.json describes it. */
    public static ObjectNode json(Plan plan, RecordNames names, String server) {
        ObjectNode document = Json.object();
        document.put("app", names.app())
                .put("namespace", names.namespace())
                .put("server", server)
                .put("changes", plan.changes().size());
        ArrayNode objects = document.putArray("objects");
        plan.objects().forEach(o -> objects.add(object(o)));
        document.set("warnings", Json.array(plan.warnings()));
        return document;
    }

    private static ObjectNode object(PlannedObject planned) {
        ObjectNode json = Json.of(planned.config().ref())
                .put("action", planned.action().name())
                .put("wave", planned.wave())
                .put("origin", planned.origin())
                .put("checked", planned.checked());
        ArrayNode fields = json.putArray("fields");
        planned.changes().forEach(c -> fields.addObject()
                .put("path", c.path())
                .put("before", c.before())
                .put("after", c.after()));
        return json;
    }
}
