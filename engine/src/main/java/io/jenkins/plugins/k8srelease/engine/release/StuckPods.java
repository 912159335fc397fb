package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;
import java.util.Optional;

/**
 * Deletes the broken pods of a StatefulSet's failed revision. The controller waits for a pod to become ready before it
 * replaces it, so that a restored template would never reach it (Kubernetes, StatefulSets, "Forced rollback").
 */
final class StuckPods {

    private final Session session;

    StuckPods(Session session) {
        this.session = session;
    }

    void delete(List<KubeObject> restored) {
        List<KubeObject> sets = restored.stream()
                .filter(o -> o.groupKind().equals(Kinds.STATEFUL_SET))
                .toList();
        for (KubeObject config : sets) {
            session.view.watch(Kinds.STATEFUL_SET, config.namespace());
            session.view.watch(Kinds.POD, config.namespace());
            session.view.awaitReady();
            Optional<KubeObject> set = session.view.find(Kinds.STATEFUL_SET, config.namespace(), config.name());
            set.ifPresent(this::deletePodsOf);
        }
    }

    private void deletePodsOf(KubeObject set) {
        String current = set.text("status", "currentRevision");
        for (KubeObject pod : session.view.ownedBy(set.uid(), Kinds.POD)) {
            String revision = pod.labels().getOrDefault("controller-revision-hash", "");
            if (!revision.equals(current)
                    && !pod.isBeingDeleted()
                    && !pod.condition("Ready").equals("True")) {
                try {
                    session.applier.delete(pod);
                    session.info(
                            "deleted pod " + pod.name() + " of the failed revision, which " + set + " would wait for");
                } catch (ApiException e) {
                    session.warn(
                            "pod " + pod.name() + " of the failed revision could not be deleted: " + e.getMessage());
                }
            }
        }
    }
}
