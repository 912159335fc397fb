package io.jenkins.plugins.k8srelease.engine.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.util.Map;
import java.util.Optional;

/** The kinds of which one or two fields tell everything. */
final class ClusterJudges {

    private ClusterJudges() {}

    static Verdict namespace(KubeObject namespace, Scene scene) {
        return namespace.text("status", "phase").equals("Terminating")
                ? Verdict.progressing(Reason.TERMINATING, "the namespace is being deleted")
                : Verdict.ready(Reason.READY, "the namespace is active");
    }

    /** Counted once, so that admission no longer refuses what it cannot judge. */
    static Verdict quota(KubeObject quota, Scene scene) {
        Map<String, String> wanted = quota.strings("spec", "hard");
        Map<String, String> hard = quota.strings("status", "hard");
        Map<String, String> used = quota.strings("status", "used");
        for (Map.Entry<String, String> limit : wanted.entrySet()) {
            if (!same(limit.getValue(), hard.get(limit.getKey())) || !used.containsKey(limit.getKey())) {
                return Verdict.progressing(
                        Reason.USAGE_PENDING, "the usage of " + limit.getKey() + " is not counted yet");
            }
        }
        return Verdict.ready(Reason.READY, "the quota is in force");
    }

    private static boolean same(String wanted, String hard) {
        if (hard == null) {
            return false;
        }
        Optional<Quantity> a = Quantity.find(wanted);
        Optional<Quantity> b = Quantity.find(hard);
        return a.isPresent() && b.isPresent() ? a.equals(b) : wanted.equals(hard);
    }

    static Verdict disruptionBudget(KubeObject budget, Scene scene) {
        if (budget.number(0, "status", "observedGeneration") < Math.max(1, budget.generation())) {
            return Verdict.progressing(Reason.NOT_OBSERVED, "its controller has not seen this change yet");
        }
        return Verdict.ready(
                Reason.READY,
                Texts.count(budget.number(0, "status", "disruptionsAllowed"), "disruption") + " allowed at the moment");
    }

    static Verdict definition(KubeObject definition, Scene scene) {
        Optional<Condition> names = Condition.find(definition, "NamesAccepted").filter(Condition::isFalse);
        if (names.isPresent()) {
            return Verdict.failed(
                    Reason.NAMES_NOT_ACCEPTED,
                    "its names are not accepted: " + names.get().text());
        }
        if (Condition.isTrue(definition, "Established")) {
            return Verdict.ready(Reason.READY, "established");
        }
        return Verdict.progressing(Reason.CONDITION_PENDING, "not established yet");
    }

    static Verdict apiService(KubeObject service, Scene scene) {
        Optional<Condition> available = Condition.find(service, "Available");
        if (available.filter(Condition::isTrue).isPresent()) {
            return Verdict.ready(Reason.READY, "available");
        }
        return Verdict.progressing(
                Reason.CONDITION_PENDING,
                "not available yet" + available.map(c -> ": " + c.text()).orElse(""));
    }

    static Verdict volume(KubeObject volume, Scene scene) {
        String phase = volume.text("status", "phase");
        return switch (phase) {
            case "Available", "Bound", "Released" -> Verdict.ready(Reason.READY, "the volume is " + phase);
            case "Failed" ->
                Verdict.failed(
                        Reason.VOLUME_LOST, "the volume failed: " + Texts.line(volume.text("status", "message")));
            default -> Verdict.progressing(Reason.VOLUME_PENDING, "the volume is not available yet");
        };
    }

    static Verdict node(KubeObject node, Scene scene) {
        Optional<Condition> ready = Condition.find(node, "Ready");
        if (ready.filter(Condition::isTrue).isEmpty()) {
            return Verdict.progressing(
                    Reason.NODE_LOST,
                    "the node is not ready" + ready.map(c -> ": " + c.text()).orElse(""));
        }
        boolean cordoned = node.at("spec", "unschedulable").asBoolean();
        return Verdict.ready(Reason.READY, cordoned ? "the node is ready, but cordoned" : "the node is ready");
    }

    static Verdict cronJob(KubeObject cronJob, Scene scene) {
        JsonNode suspended = cronJob.at("spec", "suspend");
        return Verdict.ready(
                Reason.READY,
                "scheduled at \"" + cronJob.text("spec", "schedule") + "\""
                        + (suspended.asBoolean() ? ", suspended" : ""));
    }
}
