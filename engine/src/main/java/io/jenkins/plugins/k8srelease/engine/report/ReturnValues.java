package io.jenkins.plugins.k8srelease.engine.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacityReport;
import io.jenkins.plugins.k8srelease.engine.capacity.ResourceLine;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.plan.Plan;
import io.jenkins.plugins.k8srelease.engine.release.GreenReady;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What steps return: plain values, which a sandboxed Pipeline may read and which survive a restart. */
public final class ReturnValues {

    private static final String QUOTA = "K8S_QUOTA_";
    private static final JsonMapper MAPPER = new JsonMapper();

    private ReturnValues() {}

    /** A document, as maps, lists and texts. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> of(JsonNode document) {
        return MAPPER.convertValue(document, Map.class);
    }

    /**
     * What a release came to.
     *
     * @param cluster how people call the cluster
     */
    public static Map<String, Object> of(RecordNames names, String cluster, ReleaseResult result) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("app", names.app());
        value.put("namespace", names.namespace());
        value.put("cluster", cluster);
        value.put("status", result.status().name());
        value.put("revision", result.revision());
        value.put("message", result.message());
        value.put("durationSeconds", result.duration().toMillis() / 1000.0);
        value.put("changed", changed(result));
        value.put(
                "images",
                result.plan()
                        .map(Plan::images)
                        .map(images -> new LinkedHashMap<>(images))
                        .orElseGet(LinkedHashMap::new));
        value.put("smoke", smoke(result.smoke()));
        return value;
    }

    /**
     * What {@code k8sReport} returns of one release.
     *
     * @param operation for example {@code deploy}
     * @param cluster how people call the cluster
     * @param document as {@link ResultDocument} writes it; a missing node while there is none
     */
    public static Map<String, Object> report(String operation, RecordNames names, String cluster, JsonNode document) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("app", names.app());
        value.put("namespace", names.namespace());
        value.put("cluster", cluster);
        value.put("operation", operation);
        value.put("status", document.path("status").asText());
        value.put("revision", document.path("revision").asInt());
        value.put("message", document.path("message").asText());
        value.put("cause", document.path("diagnosis").path("cause").asText(null));
        String hint = document.path("diagnosis").path("hint").asText("");
        value.put("hint", hint.isEmpty() ? null : hint);
        value.put("durationSeconds", document.path("durationSeconds").asDouble());
        value.put("images", document.path("images").isObject() ? of(document.path("images")) : Map.of());
        return value;
    }

    /** What {@code withK8sQuota} tells its body: {@code K8S_QUOTA_ANSWER=fits}, {@code K8S_QUOTA_PEAK_REQUESTS_CPU=2500m}. */
    public static Map<String, String> environment(CapacityReport report) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put(
                QUOTA + "ANSWER",
                report.answer().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        environment.put(QUOTA + "MESSAGE", report.sentence());
        for (ResourceLine line : report.demand()) {
            environment.put(
                    QUOTA + "PEAK_" + line.resource().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"),
                    line.peak().toString());
        }
        return environment;
    }

    /** What {@code withK8sBlueGreen} tells its body. */
    public static Map<String, String> environment(GreenReady ready) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("K8S_PREVIEW_SERVICE", ready.preview());
        environment.put("K8S_COLOUR", ready.colour());
        environment.put("K8S_REVISION", Integer.toString(ready.revision()));
        return environment;
    }

    private static List<String> changed(ReleaseResult result) {
        List<String> names = new ArrayList<>();
        result.plan()
                .map(Plan::changes)
                .orElse(List.of())
                .forEach(o -> names.add(o.config().ref().shortName()));
        return names;
    }

    private static List<Map<String, Object>> smoke(List<SmokeResult> results) {
        List<Map<String, Object>> values = new ArrayList<>();
        for (SmokeResult result : results) {
            Map<String, Object> value = new LinkedHashMap<>();
            value.put("check", result.check());
            value.put("pod", result.pod());
            value.put("passed", result.passed());
            value.put("detail", result.detail());
            values.add(value);
        }
        return values;
    }
}
