package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.bluegreen.Drafter;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import java.util.List;

/**
 * A rollback of an application that may have colours. While the colour of that release is kept it is only switched to; after
 * that it comes up first, beside the one that serves. A rollback of some workloads only is made in place.
 *
 * @param work the rollback
 */
record ColourRollbackWork(RollbackWork work) implements WrappedWork {

    @Override
    public Content content(Session session, Head head, int revision) {
        if (head.colours() == null) {
            return work.content(session, head, revision);
        }
        Colours.Side standby = head.colours().standby();
        if (!work.request().workloads().isEmpty()) {
            return new ColouredWork(work).content(session, head, revision);
        }
        if (standby != null && !standby.isDue(session.cluster.now()) && work.leadsTo(head, standby.revision())) {
            List<LoadedObject> objects = RecordedRelease.read(session, standby.revision())
                    .map(r -> r.objects().stream().map(r::loaded).toList())
                    .orElse(List.of());
            String note = "back to " + standby.colour() + ", which is still up: only the Service is switched";
            return new Content(objects, List.of(), List.of(note), List.of())
                    .goingBack(ColouredWork.onto(session, head, objects, Drafter::back));
        }
        Content content = work.content(session, head, revision);
        return ColouredWork.onto(
                session, head, content.objects(), drafter -> ColouredWork.unchanged(session, head, content, drafter)
                        .orElseGet(() -> content.as(drafter.ontoOther(false))));
    }
}
