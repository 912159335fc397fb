package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;
import java.util.Optional;

/**
 * All other kinds, custom resources above all, by the conventions of kstatus: the observed generation, {@code Reconciling}
 * and {@code Stalled}, then {@code Ready} or its like. What reports nothing is ready because it exists.
 */
final class ConditionsJudge implements Judge {

    /** Conditions that mean readiness when true; the first that an object has decides. */
    private static final List<String> READY = List.of("Ready", "Succeeded", "Available", "Established", "Programmed");

    private static final List<String> FAILED = List.of("Stalled", "Failed");

    @Override
    public Verdict judge(KubeObject object, Scene scene) {
        if (object.at("status", "observedGeneration").isNumber()
                && object.number(0, "status", "observedGeneration") < object.generation()) {
            return Verdict.progressing(Reason.NOT_OBSERVED, "its controller has not seen this change yet");
        }
        for (String type : FAILED) {
            Optional<Condition> failed = current(object, type).filter(Condition::isTrue);
            if (failed.isPresent()) {
                return Verdict.failed(Reason.STALLED, type + ": " + failed.get().text());
            }
        }
        Optional<Condition> reconciling = current(object, "Reconciling").filter(Condition::isTrue);
        if (reconciling.isPresent()) {
            return Verdict.progressing(
                    Reason.CONDITION_PENDING,
                    "Reconciling: " + reconciling.get().text());
        }
        for (String type : READY) {
            Optional<Condition> condition = Condition.find(object, type);
            if (condition.isPresent()) {
                return readiness(object, condition.get());
            }
        }
        return Verdict.ready(Reason.READY, "exists");
    }

    private static Verdict readiness(KubeObject object, Condition condition) {
        if (isStale(object, condition)) {
            return Verdict.progressing(
                    Reason.NOT_OBSERVED, "its condition " + condition.type() + " is of an older generation");
        }
        if (condition.isTrue()) {
            return Verdict.ready(
                    condition.type().equals("Succeeded") ? Reason.COMPLETE : Reason.READY,
                    condition.type() + " is true");
        }
        if (condition.type().equals("Succeeded") && condition.isFalse()) {
            return Verdict.failed(Reason.STALLED, "it did not succeed: " + condition.text());
        }
        return Verdict.progressing(
                Reason.CONDITION_PENDING, condition.type() + " is " + condition.status() + said(condition));
    }

    private static String said(Condition condition) {
        return condition.message().isBlank() && condition.reason().isBlank() ? "" : ": " + condition.text();
    }

    private static Optional<Condition> current(KubeObject object, String type) {
        return Condition.find(object, type).filter(c -> !isStale(object, c));
    }

    private static boolean isStale(KubeObject object, Condition condition) {
        return condition.observedGeneration() > 0 && condition.observedGeneration() < object.generation();
    }
}
