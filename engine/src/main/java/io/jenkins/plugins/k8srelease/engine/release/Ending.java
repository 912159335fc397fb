package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.apply.PodTemplates;
import io.jenkins.plugins.k8srelease.engine.history.Current;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.Outcome;
import io.jenkins.plugins.k8srelease.engine.history.RecordedObject;
import io.jenkins.plugins.k8srelease.engine.history.Revision;
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
        Head head = session.claim.update(h -> also.apply(h.ended(ended)));
        evict(head.evicting());
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
