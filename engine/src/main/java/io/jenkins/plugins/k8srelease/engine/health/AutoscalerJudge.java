package io.jenkins.plugins.k8srelease.engine.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * HorizontalPodAutoscalers: active, or disabled by a target that is scaled to 0. Metrics that cannot be read come back and
 * never fail a release.
 */
final class AutoscalerJudge implements Judge {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Where {@code autoscaling/v1} keeps its conditions. */
    private static final String V1_CONDITIONS = "autoscaling.alpha.kubernetes.io/conditions";

    /** The API server's answer for a group that it does not serve, which waiting does not change. */
    private static final String NO_METRICS_API = "the server could not find the requested resource";

    private static final Set<String> INVALID =
            Set.of("InvalidSelector", "AmbiguousSelector", "InvalidMetricSourceType");

    @Override
    public Verdict judge(KubeObject autoscaler, Scene scene) {
        long observed = autoscaler.number(0, "status", "observedGeneration");
        if (autoscaler.at("status", "observedGeneration").isNumber() && observed < autoscaler.generation()) {
            return Verdict.progressing(Reason.NOT_OBSERVED, "the autoscaler's controller has not seen this change yet");
        }
        Optional<Condition> active = condition(autoscaler, "ScalingActive");
        if (active.filter(Condition::isTrue).isPresent()) {
            return Verdict.ready(
                    Reason.READY,
                    "scales between " + autoscaler.number(1, "spec", "minReplicas") + " and "
                            + autoscaler.number(0, "spec", "maxReplicas") + " replicas");
        }
        if (active.isPresent() && active.get().reason().equals("ScalingDisabled")) {
            return Verdict.ready(Reason.READY, "disabled, since its target is scaled to 0");
        }
        if (active.isPresent() && INVALID.contains(active.get().reason())) {
            return Verdict.failed(Reason.AUTOSCALER_INVALID, active.get().text());
        }
        if (active.isEmpty() || !active.get().isFalse()) {
            String able = condition(autoscaler, "AbleToScale")
                    .filter(Condition::isFalse)
                    .map(c -> ": " + c.text())
                    .orElse("");
            return Verdict.progressing(Reason.CONDITION_PENDING, "the autoscaler is not active yet" + able);
        }
        if (active.get().text().contains(NO_METRICS_API)) {
            return Verdict.ready(
                    Reason.METRICS_UNAVAILABLE,
                    "this cluster serves no metrics, so it does not scale: "
                            + active.get().text());
        }
        Instant since = active.get().transition().orElse(scene.now());
        Instant counted = since.plus(scene.tolerances().autoscalerMetrics());
        String text = "it gets no metrics at the moment: " + active.get().text();
        return scene.now().isBefore(counted)
                ? Verdict.progressing(Reason.METRICS_UNAVAILABLE, text).reconsideredAt(Optional.of(counted))
                : Verdict.ready(Reason.METRICS_UNAVAILABLE, text + "; it scales as soon as there are some");
    }

    private static Optional<Condition> condition(KubeObject autoscaler, String type) {
        Optional<Condition> found = Condition.find(autoscaler, type);
        String v1 = autoscaler.annotations().getOrDefault(V1_CONDITIONS, "");
        if (found.isPresent() || v1.isEmpty()) {
            return found;
        }
        try {
            for (JsonNode node : JSON.readTree(v1)) {
                if (node.path("type").asText().equals(type)) {
                    return Optional.of(Condition.read(node));
                }
            }
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }
}
