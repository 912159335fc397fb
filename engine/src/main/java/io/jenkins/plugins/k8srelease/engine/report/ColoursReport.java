package io.jenkins.plugins.k8srelease.engine.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Which colour of an application serves, and which one is kept. */
final class ColoursReport {

    private final Consumer<String> out;

    ColoursReport(Consumer<String> out) {
        this.out = out;
    }

    void text(Colours colours) {
        out.accept("  " + side(colours.active()) + " serves behind Service " + colours.service());
        if (colours.standby() != null) {
            out.accept("  " + side(colours.standby())
                    + (colours.standby().retiring()
                            ? " is being retired"
                            : " is kept until " + Times.local(colours.standby().keepUntil())));
        }
    }

    private static String side(Colours.Side side) {
        return side.colour() + (side.revision() == 0 ? "" : " (release " + side.revision() + ")") + ", "
                + side.workloads().stream()
                        .map(m -> "deployment/" + m.deployment())
                        .collect(Collectors.joining(", "));
    }

    static ObjectNode json(Colours colours) {
        ObjectNode json = Documents.object().put("service", colours.service()).put("preview", colours.preview());
        json.set("active", sideJson(colours.active()));
        json.set("standby", colours.standby() == null ? null : sideJson(colours.standby()));
        return json;
    }

    private static ObjectNode sideJson(Colours.Side side) {
        ObjectNode json = Documents.object().put("colour", side.colour()).put("revision", side.revision());
        ArrayNode deployments = json.putArray("deployments");
        side.workloads().forEach(m -> deployments.add(m.deployment()));
        return json.put("keepUntil", side.keepUntil());
    }
}
