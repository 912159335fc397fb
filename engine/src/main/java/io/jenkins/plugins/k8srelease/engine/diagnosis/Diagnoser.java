package io.jenkins.plugins.k8srelease.engine.diagnosis;

import io.jenkins.plugins.k8srelease.engine.health.ClusterView;
import io.jenkins.plugins.k8srelease.engine.health.Finding;
import io.jenkins.plugins.k8srelease.engine.health.Reason;
import io.jenkins.plugins.k8srelease.engine.health.Verdict;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns a verdict into a diagnosis. Immutable. */
public final class Diagnoser {

    private static final int TAIL_LINES = 30;
    private static final int SHOWN_LINES = 20;

    private static final Set<Reason> CRASHES = Set.of(
            Reason.CRASH_LOOP,
            Reason.CONTAINER_RESTARTED,
            Reason.POD_FAILED,
            Reason.ROLLOUT_BLOCKED,
            Reason.OUT_OF_MEMORY,
            Reason.LIVENESS_PROBE_FAILED,
            Reason.STARTUP_PROBE_FAILED);

    private final Redactor redactor;

    /** @param redactor knows the values of the Secrets of the application */
    public Diagnoser(Redactor redactor) {
        this.redactor = redactor;
    }

    /** The logs that a diagnosis would like to see; it can do without each of them. */
    public List<LogRequest> logsWanted(KubeObject root, Verdict verdict, ClusterView view) {
        return new EvidenceCollector(root, verdict, view, redactor).logs(TAIL_LINES);
    }

    /** Whether a pod is named of which no warning has been seen: the kubelet tells of it a little later than the pod's status. */
    public boolean awaitsWarnings(KubeObject root, Verdict verdict, ClusterView view) {
        return verdict.findings().stream().anyMatch(f -> f.object().kind().equals("Pod"))
                && new EvidenceCollector(root, verdict, view, redactor).events().isEmpty();
    }

    /**
     * Says why an object failed, or why it is still not ready when its time is over.
     *
     * @param logs the text of those logs that could be fetched
     */
    public Diagnosis diagnose(KubeObject root, Verdict verdict, ClusterView view, Map<LogRequest, String> logs) {
        EvidenceCollector collector = new EvidenceCollector(root, verdict, view, redactor);
        List<Evidence.LogLines> shown = logLines(collector.logs(TAIL_LINES), logs);
        Optional<String> clue = clue(verdict, shown);
        List<Evidence> evidence = new ArrayList<>(collector.findings());
        evidence.addAll(collector.conditions());
        evidence.addAll(collector.events());
        evidence.addAll(shown);
        return new Diagnosis(cause(root, verdict, clue), hint(root, verdict, clue), evidence);
    }

    /** The same for an object that was ready and turned unhealthy while it was observed. */
    public Diagnosis diagnoseObserved(
            KubeObject root, Verdict verdict, ClusterView view, Map<LogRequest, String> logs) {
        Diagnosis diagnosis = diagnose(root, verdict, view, logs);
        return new Diagnosis(
                "It was ready, but turned unhealthy while it was observed: " + diagnosis.cause(),
                diagnosis.hint(),
                diagnosis.evidence());
    }

    private String cause(KubeObject root, Verdict verdict, Optional<String> clue) {
        String still = verdict.isFailed() ? "" : "still not ready: ";
        String message = redactor.redact(root.kind() + " " + root.name() + ": " + still + verdict.message());
        if (clue.isEmpty() || message.contains(clue.get())) {
            return message;
        }
        return LogClues.saysReadOnly(clue.get())
                ? message + "; it writes to its read-only file system: " + clue.get()
                : message + "; its log says: " + clue.get();
    }

    private static String hint(KubeObject root, Verdict verdict, Optional<String> clue) {
        if (clue.filter(LogClues::saysReadOnly).isPresent()) {
            String path = clue.flatMap(LogClues::path).map(p -> " for " + p).orElse("");
            return "Mount a volume (an emptyDir does)" + path
                    + ", or have the application write somewhere else; readOnlyRootFilesystem is set.";
        }
        if (!verdict.findings().isEmpty()) {
            return Hints.of(verdict.findings().get(0));
        }
        return reason(verdict)
                .map(reason -> Hints.of(Finding.of(reason, root.ref())))
                .orElse("");
    }

    private static Optional<Reason> reason(Verdict verdict) {
        return Arrays.stream(Reason.values()).filter(verdict::is).findFirst();
    }

    private List<Evidence.LogLines> logLines(List<LogRequest> wanted, Map<LogRequest, String> logs) {
        List<Evidence.LogLines> result = new ArrayList<>();
        for (LogRequest request : wanted) {
            List<String> lines = LogClues.lines(redactor.redact(logs.getOrDefault(request, "")));
            if (!lines.isEmpty()) {
                result.add(new Evidence.LogLines(
                        request.pod(),
                        request.container(),
                        request.previous(),
                        lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size())));
            }
        }
        return result;
    }

    /** The telling line of the first log, when the trouble is of the kind that logs explain. */
    private static Optional<String> clue(Verdict verdict, List<Evidence.LogLines> logs) {
        boolean crashed = verdict.findings().stream()
                .findFirst()
                .filter(f -> CRASHES.contains(f.reason()))
                .isPresent();
        return crashed && !logs.isEmpty() ? LogClues.telling(logs.get(0).lines()) : Optional.empty();
    }
}
