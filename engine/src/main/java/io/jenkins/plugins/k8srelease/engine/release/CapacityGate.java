package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.capacity.Answer;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacityReader;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacityReport;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacityRequest;
import io.jenkins.plugins.k8srelease.engine.capacity.Known;
import io.jenkins.plugins.k8srelease.engine.capacity.OwnRecords;
import io.jenkins.plugins.k8srelease.engine.capacity.Part;
import io.jenkins.plugins.k8srelease.engine.capacity.Shortage;
import io.jenkins.plugins.k8srelease.engine.capacity.Strategy;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import io.jenkins.plugins.k8srelease.engine.plan.Action;
import io.jenkins.plugins.k8srelease.engine.plan.Plan;
import io.jenkins.plugins.k8srelease.engine.plan.PlannedObject;
import io.jenkins.plugins.k8srelease.engine.smoke.CurlPod;
import io.jenkins.plugins.k8srelease.engine.smoke.Via;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a release begin only when it is not known that its quotas have no room for it. What cannot be found out is said
 * and stops nothing: the check is a forecast, and the server's own answer during the release is what counts.
 */
final class CapacityGate {

    private static final Logger LOG = LoggerFactory.getLogger(CapacityGate.class);

    /** Kinds whose change, not only their creation, may take room or leave less of it. */
    private static final Set<String> TAKES_ROOM = Set.of(
            "Deployment",
            "StatefulSet",
            "DaemonSet",
            "ReplicaSet",
            "ReplicationController",
            "Job",
            "CronJob",
            "Pod",
            "Service",
            "PersistentVolumeClaim",
            "ResourceQuota",
            "LimitRange");

    /** Nodes can only give a warning here, so that a release must not wait long for the pods of a large cluster. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** Two pages; what others run must not make a release slow. */
    private static final long MOST_PODS = 1_000;

    /** The parts of the record that are still to be written when the plan stands: the release and its result. */
    private static final OwnRecords RECORDS = new OwnRecords(2, 0);

    private final Session session;
    private final Work work;

    CapacityGate(Session session, Work work) {
        this.session = session;
        this.work = work;
    }

    /**
     * Judges a plan whose pods are replaced as each workload says itself.
     *
     * @throws StartFailure when it does not fit
     */
    void check(Plan plan) {
        check(plan, request(plan));
    }

    /**
     * Judges a plan that is carried out in some other way.
     *
     * @param request what {@link #request} makes of the plan, with its strategy and colours
     * @throws StartFailure when it does not fit
     */
    void check(Plan plan, CapacityRequest request) {
        if (plan.changes().stream().noneMatch(CapacityGate::takesRoom)) {
            return;
        }
        CapacityReport report;
        try {
            report = new CapacityReader(session.cluster, PATIENCE, MOST_PODS).check(request);
        } catch (RuntimeException e) {
            LOG.debug("no answer whether the release fits", e);
            session.warn("whether the release fits the quotas could not be checked: " + e.getMessage());
            return;
        }
        session.capacity = report;
        switch (report.answer()) {
            case FITS, UNKNOWN -> session.info(report.sentence());
            case TIGHT -> session.warn(report.sentence());
            case DOES_NOT_FIT -> {
                if (work.mustFit()) {
                    throw new StartFailure(false, refusal(report), plan);
                }
                session.warn(report.sentence() + " It is tried all the same");
            }
        }
    }

    /** A plan as the check sees it: the waves, and which workloads keep their pods. */
    CapacityRequest request(Plan plan) {
        TreeMap<Integer, List<KubeObject>> waves = new TreeMap<>();
        plan.objects().forEach(o -> waves.computeIfAbsent(o.wave(), w -> new ArrayList<>())
                .add(o.config()));
        Set<ObjectRef> unchanged = plan.objects().stream()
                .filter(o -> !replacesPods(o))
                .map(o -> o.config().ref())
                .collect(Collectors.toSet());
        CapacityRequest request = CapacityRequest.of(
                        session.names.namespace(), List.copyOf(waves.values()), Strategy.ROLLING)
                .withUnchanged(unchanged)
                .withSmokePods(smokePods())
                .withRecords(RECORDS);
        // Nodes can only give a warning, which is not worth their lists to whoever wants the fewest requests.
        return work.settings().asksTheServerFirst() ? request : request.withoutNodes();
    }

    /** What the plan has read, for a plan whose workloads are all that the release looks at. */
    static Known known(Plan plan) {
        return new Known(
                plan.objects().stream()
                        .map(PlannedObject::live)
                        .filter(Objects::nonNull)
                        .toList(),
                plan.autoscalers()
                        .map(Part::of)
                        .orElseGet(() -> Part.missing("the HorizontalPodAutoscalers were not read")));
    }

    /** One after the other, so that of each only its size matters. */
    private List<KubeObject> smokePods() {
        return work.settings().smoke().stream()
                .filter(check -> check.via() == Via.POD)
                .map(check -> new KubeObject(new CurlPod(check, session.names.namespace(), 80)
                        .manifest("smoke-test", session.names.app(), Instant.EPOCH, 60)))
                .toList();
    }

    private static boolean takesRoom(PlannedObject planned) {
        return planned.action() == Action.CREATE
                || TAKES_ROOM.contains(planned.config().kind());
    }

    /** More replicas, a label, an annotation of the workload itself: the pods that there are stay. */
    private static boolean replacesPods(PlannedObject planned) {
        return switch (planned.action()) {
            case CREATE -> true;
            case UNCHANGED -> false;
            case UPDATE ->
                !planned.checked()
                        || planned.changes().stream()
                                .anyMatch(c -> c.path().equals("spec.template")
                                        || c.path().startsWith("spec.template."));
        };
    }

    private static String refusal(CapacityReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(report.sentence());
        report.shortages().stream()
                .map(Shortage::text)
                .filter(text -> !report.sentence().contains(text))
                .forEach(text -> lines.add("also: " + text));
        report.suggestions().stream()
                .filter(s -> s.answer() != Answer.DOES_NOT_FIT)
                .forEach(s -> lines.add("what would help: " + s));
        lines.add("Nothing was changed. Without this check: --no-quota-check, or quotaCheck: false in a Jenkinsfile");
        return String.join("\n", lines);
    }
}
