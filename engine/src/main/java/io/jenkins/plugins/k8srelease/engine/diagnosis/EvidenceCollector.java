package io.jenkins.plugins.k8srelease.engine.diagnosis;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.health.ClusterView;
import io.jenkins.plugins.k8srelease.engine.health.Finding;
import io.jenkins.plugins.k8srelease.engine.health.KubeEvent;
import io.jenkins.plugins.k8srelease.engine.health.Reason;
import io.jenkins.plugins.k8srelease.engine.health.Verdict;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gathers what shows a verdict: the findings, conditions that are not as they should be, and warnings. */
record EvidenceCollector(KubeObject root, Verdict verdict, ClusterView view, Redactor redactor) {

    private static final int MOST_FINDINGS = 5;
    private static final int MOST_EVENTS = 8;
    /** Conditions that are good when true; others say little by being false. */
    private static final Set<String> GOOD_WHEN_TRUE = Set.of(
            "Available",
            "Progressing",
            "Ready",
            "ContainersReady",
            "PodScheduled",
            "Initialized",
            "ScalingActive",
            "AbleToScale",
            "Established",
            "NamesAccepted",
            "Complete");

    private static final Set<String> BAD_WHEN_TRUE = Set.of("ReplicaFailure", "Failed", "FailureTarget", "Stalled");

    /** The objects that matter: the root, and the first of those that the verdict names. */
    List<KubeObject> objects() {
        Map<ObjectRef, KubeObject> objects = new LinkedHashMap<>();
        objects.put(root.ref(), root);
        verdict.evidence().stream()
                .limit(MOST_FINDINGS)
                .flatMap(ref -> view.find(ref.groupKind(), ref.namespace(), ref.name()).stream())
                .forEach(o -> objects.putIfAbsent(o.ref(), o));
        return List.copyOf(objects.values());
    }

    List<Evidence> findings() {
        List<Evidence> result = new ArrayList<>();
        for (Finding finding : verdict.findings()) {
            if (result.size() < MOST_FINDINGS) {
                result.add(
                        new Evidence.Found(finding.object(), finding.container(), redactor.redact(finding.detail())));
            }
        }
        return result;
    }

    List<Evidence> conditions() {
        List<Evidence> result = new ArrayList<>();
        for (JsonNode condition : root.at("status", "conditions")) {
            String type = condition.path("type").asText();
            String status = condition.path("status").asText();
            if (GOOD_WHEN_TRUE.contains(type) && status.equals("False")
                    || BAD_WHEN_TRUE.contains(type) && status.equals("True")) {
                result.add(new Evidence.ConditionSeen(
                        root.ref(),
                        type,
                        status,
                        condition.path("reason").asText(""),
                        redactor.redact(condition.path("message").asText(""))
                                .replaceAll("\\s+", " ")
                                .strip()));
            }
        }
        return result;
    }

    /** Warnings only, each text once, the newest first. */
    List<Evidence> events() {
        Map<String, Evidence.EventSeen> byText = new LinkedHashMap<>();
        for (KubeObject object : objects()) {
            for (KubeEvent event : KubeEvent.of(object, view)) {
                if (event.isWarning()) {
                    String message = redactor.redact(event.message())
                            .replaceAll("\\s+", " ")
                            .strip();
                    Evidence.EventSeen seen =
                            new Evidence.EventSeen(object.ref(), event.reason(), message, event.count(), event.last());
                    byText.merge(
                            event.reason() + "\n" + withoutNames(message, object), seen, EvidenceCollector::merged);
                }
            }
        }
        return byText.values().stream()
                .sorted(Comparator.comparing((Evidence.EventSeen e) -> e.last().orElse(Instant.EPOCH))
                        .reversed())
                .limit(MOST_EVENTS)
                .map(Evidence.class::cast)
                .toList();
    }

    /** Several pods of one template say the same, each with its own name. */
    private static String withoutNames(String message, KubeObject object) {
        String text = object.name().isEmpty() ? message : message.replace(object.name(), "");
        return (object.uid().isEmpty() ? text : text.replace(object.uid(), ""))
                .replaceAll("\\b\\d{1,3}(\\.\\d{1,3}){3}\\b", "");
    }

    private static Evidence.EventSeen merged(Evidence.EventSeen a, Evidence.EventSeen b) {
        Evidence.EventSeen newer =
                a.last().orElse(Instant.EPOCH).isBefore(b.last().orElse(Instant.EPOCH)) ? b : a;
        return new Evidence.EventSeen(
                newer.object(), newer.reason(), newer.message(), a.count() + b.count(), newer.last());
    }

    /** The containers whose logs say more, at most three. */
    List<LogRequest> logs(int tailLines) {
        Set<LogRequest> wanted = new LinkedHashSet<>();
        for (Finding finding : verdict.findings()) {
            if (wanted.size() < 3 && mayHaveLog(finding)) {
                request(finding, tailLines).ifPresent(wanted::add);
            }
        }
        return List.copyOf(wanted);
    }

    private static boolean mayHaveLog(Finding finding) {
        return switch (finding.reason()) {
            case CRASH_LOOP,
                    OUT_OF_MEMORY,
                    LIVENESS_PROBE_FAILED,
                    STARTUP_PROBE_FAILED,
                    CONTAINER_RESTARTED,
                    POD_FAILED,
                    READINESS_PROBE_FAILED,
                    NOT_READY,
                    INITIALISING,
                    ROLLOUT_BLOCKED -> true;
            default -> false;
        };
    }

    private Optional<LogRequest> request(Finding finding, int tailLines) {
        Optional<KubeObject> pod = view.find(
                        finding.object().groupKind(),
                        finding.object().namespace(),
                        finding.object().name())
                .filter(p -> p.kind().equals("Pod"));
        if (pod.isEmpty()) {
            return Optional.empty();
        }
        for (String list : List.of("initContainerStatuses", "containerStatuses")) {
            for (JsonNode status : pod.get().at("status", list)) {
                String name = status.path("name").asText();
                boolean meant = finding.container().isEmpty() ? failed(status) : name.equals(finding.container());
                JsonNode state = status.path("state");
                boolean hasRunBefore = status.path("lastState").has("terminated");
                if (meant && (state.has("running") || state.has("terminated") || hasRunBefore)) {
                    boolean aboutTheRunBefore = finding.reason() != Reason.READINESS_PROBE_FAILED
                            && hasRunBefore
                            && !state.has("terminated");
                    return Optional.of(new LogRequest(finding.object(), name, aboutTheRunBefore, tailLines));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean failed(JsonNode status) {
        return status.path("state").path("terminated").path("exitCode").asInt(0) != 0;
    }
}
