package io.jenkins.plugins.k8srelease.engine.apply;

import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.ownership.Adoption;
import io.jenkins.plugins.k8srelease.engine.ownership.ManagedFields;
import java.util.Optional;

/**
 * Finds out whether an earlier process has applied an object before it went away, so that nothing is applied twice. The
 * server is asked what applying would make of it, and does nothing.
 */
public final class AppliedAlready {

    private final Cluster cluster;
    private final String fieldManager;

    public AppliedAlready(Cluster cluster, String fieldManager) {
        this.cluster = cluster;
        this.fieldManager = fieldManager;
    }

    /**
     * The object as it is when applying a configuration would leave it as it is; empty when it has to be applied, and
     * when the server refuses to tell. For threads that may block.
     *
     * @param expected what was there when the release was planned, null for nothing
     */
    public Optional<KubeObject> find(KubeObject config, KubeObject expected) {
        try {
            return Cluster.join(cluster.get(config.ref()))
                    .filter(live -> expected == null || live.uid().equals(expected.uid()))
                    .filter(live -> ManagedFields.appliedBy(live, fieldManager).isPresent())
                    // Fields of another tool that are still to be made ours.
                    .filter(live -> Adoption.appliedBy(live, fieldManager).isEmpty())
                    .filter(live -> wouldStay(live, config));
        } catch (ApiException e) {
            return Optional.empty();
        }
    }

    private boolean wouldStay(KubeObject live, KubeObject config) {
        Optional<ResourceType> type = cluster.discovery().find(config.ref());
        if (type.isEmpty()) {
            return false;
        }
        KubeObject after = Cluster.join(cluster.read(ApiRequest.patch(
                                type.get().path(live.namespace(), config.name()), ApiRequest.APPLY, config.copy())
                        .with("fieldManager", fieldManager)
                        .with("force", "true")
                        .with("dryRun", "All")))
                .object();
        return ManagedFields.digest(after, fieldManager).equals(ManagedFields.digest(live, fieldManager));
    }
}
