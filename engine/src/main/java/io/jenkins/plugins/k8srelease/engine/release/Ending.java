package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.apply.PodTemplates;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.history.Current;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.Outcome;
import io.jenkins.plugins.k8srelease.engine.history.RecordedObject;
import io.jenkins.plugins.k8srelease.engine.history.Revision;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.plan.Planner;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes how a release ended, which frees the application, and clears away what is too old to keep. */
final class Ending {

    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

    private final Session session;

    Ending(Session session) {
        this.session = session;
    }

    void write(Outcome outcome, String reason) {
        write(outcome, reason, UnaryOperator.identity());
        session.claim.close();
    }

    /** Ends one release and does something more to the head in the same write. */
    void write(Outcome outcome, String reason, UnaryOperator<Head> also) {
        Current current = session.current();
        Revision ended = new Revision(
                current.revision(),
                current.operation(),
                outcome,
                reason,
                current.startedAt(),
                Instant.now().toString(),
                session.holder.toString(),
                images(),
                outcome == Outcome.NOTHING_CHANGED ? 0 : changed(),
                null);
        List<String> jobs = doneJobs(outcome);
        Head head = session.claim.update(h -> also.apply(h.ended(ended).withDoneJobs(jobs)));
        evict(head.evicting());
    }

    /** A Job that is done stays done, whatever became of the release around it. */
    private List<String> doneJobs(Outcome outcome) {
        if (session.document == null || outcome == Outcome.NOTHING_CHANGED) {
            return List.of();
        }
        return session.document.objects().stream()
                .map(RecordedObject::config)
                .filter(o -> o.groupKind().equals(Kinds.JOB))
                .filter(o -> outcome == Outcome.SUCCEEDED || isComplete(o))
                .map(Planner::key)
                .toList();
    }

    private boolean isComplete(KubeObject job) {
        return session.view
                .find(Kinds.JOB, job.namespace(), job.name())
                .filter(o -> o.condition("Complete").equals("True"))
                .isPresent();
    }

    private Map<String, String> images() {
        Map<String, String> images = new TreeMap<>();
        if (session.document != null) {
            session.document.objects().forEach(o -> images.putAll(PodTemplates.images(o.config())));
        }
        return images;
    }

    private int changed() {
        return session.document == null
                ? 0
                : (int) session.document.objects().stream()
                        .filter(RecordedObject::change)
                        .count();
    }

    /** The head names them until they are gone, so whoever releases next goes on where this one stops. */
    private void evict(List<Integer> revisions) {
        if (revisions.isEmpty()) {
            return;
        }
        try {
            session.parts.delete(revisions);
            session.claim.update(Head::evicted);
        } catch (RuntimeException e) {
            LOG.debug("parts of revisions {} are still to be deleted", revisions, e);
        }
    }
}
