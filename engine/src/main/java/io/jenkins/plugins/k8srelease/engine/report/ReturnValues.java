package io.jenkins.plugins.k8srelease.engine.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.plan.Plan;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What steps return: plain values, which a sandboxed Pipeline may read and which survive a restart. */
public final class ReturnValues {

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
