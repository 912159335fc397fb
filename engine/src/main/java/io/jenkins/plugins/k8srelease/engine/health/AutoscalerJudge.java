package io.jenkins.plugins.k8srelease.engine.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * HorizontalPodAutoscalers: active, or disabled by a target that is scaled to 0. Metrics that cannot be read come back and
 * never fail a release. The controller looks at a new or changed one only after its period, 15 seconds, and there is no need
 * to wait for that where what it could find wrong can be seen not to be so: a target that is missing, or has two.
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
            return unseen(
                    autoscaler, Reason.NOT_OBSERVED, "the autoscaler's controller has not seen this change yet", scene);
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
            String text = "the autoscaler is not active yet";
            return able.isEmpty()
                    ? unseen(autoscaler, Reason.CONDITION_PENDING, text, scene)
                    : Verdict.progressing(Reason.CONDITION_PENDING, text + able);
        }
        if (active.get().text().contains(NO_METRICS_API)) {
            return Verdict.ready(
                    Reason.METRICS_UNAVAILABLE,
                    "this cluster serves no metrics, so it does not scale: "
                            + active.get().text());
        }
        Instant since = active.get().transition().orElse(scene.now());
        String text = "it gets no metrics at the moment: " + active.get().text();
        return untilTolerated(
                since, Reason.METRICS_UNAVAILABLE, text, text + "; it scales as soon as there are some", scene);
    }

    /** Of one that its controller has yet to look at. */
    private static Verdict unseen(KubeObject autoscaler, Reason reason, String text, Scene scene) {
        if (!canWork(autoscaler, scene)) {
            return Verdict.progressing(reason, text);
        }
        Instant since = Scene.specChanged(autoscaler).orElse(scene.now());
        return untilTolerated(since, reason, text, text + "; its target is there, and has no other one", scene);
    }

    private static Verdict untilTolerated(Instant since, Reason reason, String waiting, String counted, Scene scene) {
        Instant until = since.plus(scene.tolerances().autoscaler());
        return scene.now().isBefore(until)
                ? Verdict.progressing(reason, waiting).reconsideredAt(Optional.of(until))
                : Verdict.ready(reason, counted);
    }

    private static boolean canWork(KubeObject autoscaler, Scene scene) {
        String apiVersion = autoscaler.text("spec", "scaleTargetRef", "apiVersion");
        int slash = apiVersion.indexOf('/');
        GroupKind kind = new GroupKind(
                slash < 0 ? "" : apiVersion.substring(0, slash), autoscaler.text("spec", "scaleTargetRef", "kind"));
        String name = autoscaler.text("spec", "scaleTargetRef", "name");
        return scene.view().find(kind, autoscaler.namespace(), name).isPresent()
                && scene.view().list(Kinds.AUTOSCALER, autoscaler.namespace()).stream()
                        .filter(other -> !other.name().equals(autoscaler.name()))
                        .noneMatch(other -> other.text("spec", "scaleTargetRef", "kind")
                                        .equals(kind.kind())
                                && other.text("spec", "scaleTargetRef", "name").equals(name));
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
