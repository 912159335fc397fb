package io.jenkins.plugins.k8srelease.engine.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacityReport;
import io.jenkins.plugins.k8srelease.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.k8srelease.engine.diagnosis.Evidence;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.plan.Plan;
import io.jenkins.plugins.k8srelease.engine.plan.PlannedObject;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeResult;
import java.util.List;
import java.util.Map;

/** How a release ended, for machines: as docs/schema/release-result.schema.json describes it. */
public final class ResultDocument {

    private ResultDocument() {}

    /** The number that stands for an outcome, which is also the exit code of the command line. Never changes its meaning. */
    public static int exitCode(Status status) {
        return switch (status) {
            case SUCCEEDED, UNCHANGED, PLANNED -> 0;
            case UNDONE, FAILED -> 1;
            case BAD_INPUT -> 2;
            case NOT_UNDONE, TAKEN_OVER -> 3;
            case NOT_STARTED -> 4;
        };
    }

    /**
     * Writes an outcome.
     *
     * @param command for example {@code deploy}
     * @param server URL of the API server
     */
    public static ObjectNode of(String command, RecordNames names, String server, ReleaseResult result) {
        ObjectNode document = Documents.object();
        document.put("command", command)
                .put("app", names.app())
                .put("namespace", names.namespace())
                .put("server", server)
                .put("status", result.status().name())
                .put("exitCode", exitCode(result.status()))
                .put("revision", result.revision())
                .put("message", result.message())
                .put("durationSeconds", result.duration().toMillis() / 1000.0);
        ArrayNode changes = document.putArray("changes");
        result.plan().map(Plan::changes).orElse(List.of()).forEach(o -> changes.add(change(o)));
        ObjectNode images = document.putObject("images");
        result.plan().map(Plan::images).orElse(Map.of()).forEach(images::put);
        document.set(
                "warnings", Documents.array(result.plan().map(Plan::warnings).orElse(List.of())));
        document.set("capacity", result.capacity().map(CapacityReport::toTree).orElse(null));
        ArrayNode smoke = document.putArray("smoke");
        result.smoke().forEach(s -> smoke.add(smoke(s)));
        document.set(
                "diagnosis", result.diagnosis().map(ResultDocument::diagnosis).orElse(null));
        return document;
    }

    private static ObjectNode change(PlannedObject planned) {
        return Documents.of(planned.config().ref())
                .put("action", planned.action().name())
                .put("wave", planned.wave());
    }

    private static ObjectNode smoke(SmokeResult result) {
        return Documents.object()
                .put("check", result.check())
                .put("pod", result.pod())
                .put("passed", result.passed())
                .put("detail", result.detail())
                .put("attempts", result.attempts())
                .put("millis", result.millis());
    }

    private static ObjectNode diagnosis(Diagnosis diagnosis) {
        ObjectNode json = Documents.object().put("cause", diagnosis.cause()).put("hint", diagnosis.hint());
        ArrayNode evidence = json.putArray("evidence");
        diagnosis.evidence().forEach(e -> evidence.add(evidence(e)));
        return json;
    }

    private static ObjectNode evidence(Evidence evidence) {
        ObjectNode json = Documents.object();
        json.put("type", type(evidence)).set("object", Documents.of(evidence.object()));
        json.set("lines", Documents.array(evidence.lines()));
        return json;
    }

    private static String type(Evidence evidence) {
        if (evidence instanceof Evidence.LogLines) {
            return "log";
        }
        if (evidence instanceof Evidence.EventSeen) {
            return "event";
        }
        return evidence instanceof Evidence.ConditionSeen ? "condition" : "finding";
    }
}
