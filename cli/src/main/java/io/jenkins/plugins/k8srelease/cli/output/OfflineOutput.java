package io.jenkins.plugins.k8srelease.cli.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.engine.health.OfflineStatus;
import io.jenkins.plugins.k8srelease.engine.report.Table;
import java.util.Locale;

/** The verdicts on a dump. */
public final class OfflineOutput {

    private OfflineOutput() {}

    /** For people. */
    public static void text(Console console, OfflineStatus status) {
        Table table = new Table();
        status.objects()
                .forEach(o -> table.row(
                        o.kind().toLowerCase(Locale.ROOT) + "/" + o.name(), o.verdict(), o.reason(), o.message()));
        table.lines().forEach(console::print);
        if (status.objects().isEmpty()) {
            console.print("no objects");
        }
    }

    /** For machines, as docs/schema/status-file.schema.json describes it. */
    public static ObjectNode json(OfflineStatus status) {
        ObjectNode document = Json.object();
        ArrayNode objects = document.putArray("objects");
        status.objects().forEach(o -> objects.addObject()
                .put("kind", o.kind())
                .put("name", o.name())
                .put("verdict", o.verdict())
                .put("reason", o.reason())
                .put("message", o.message()));
        return document;
    }
}
