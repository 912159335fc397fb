package io.jenkins.plugins.k8srelease.steps;

import io.jenkins.plugins.k8srelease.engine.plan.Plan;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeResult;
import io.jenkins.plugins.k8srelease.run.ReleaseOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What steps return: plain values, which a sandboxed Pipeline may read and which survive a restart. */
final class ReturnValues {

    private ReturnValues() {}

    static Map<String, Object> of(ReleaseOutcome.Done done) {
        ReleaseResult result = done.result();
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("app", done.names().app());
        value.put("namespace", done.names().namespace());
        value.put("cluster", done.clusterName());
        value.put("status", result.status().name());
        value.put("revision", result.revision());
        value.put("message", result.message());
        value.put("durationSeconds", result.duration().toMillis() / 1000.0);
        value.put("changed", changed(result));
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
