package io.jenkins.plugins.k8srelease.engine.history;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiResponse;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The Lease by which others see that a holder lives. */
final class LeaseStore {

    static final ResourceType LEASES = new ResourceType("coordination.k8s.io", "v1", "Lease", "leases", true);
    /** Kubernetes' MicroTime. */
    private static final DateTimeFormatter MICRO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private static final String ABORT = "k8s-release.jenkins.io/abort";

    private final Cluster cluster;
    private final RecordNames names;
    private final ClaimOptions options;

    LeaseStore(Cluster cluster, RecordNames names, ClaimOptions options) {
        this.cluster = cluster;
        this.names = names;
        this.options = options;
    }

    CompletableFuture<Optional<KubeObject>> read() {
        return cluster.get(LEASES, names.namespace(), names.lease());
    }

    /** Writes a renewal over what was read; one without a holder when the id is empty. */
    CompletableFuture<KubeObject> write(KubeObject before, String holderId, long epoch) {
        ObjectNode lease = JsonNodeFactory.instance.objectNode();
        lease.put("apiVersion", LEASES.apiVersion()).put("kind", LEASES.kind());
        ObjectNode metadata = lease.putObject("metadata");
        metadata.put("name", names.lease()).put("namespace", names.namespace());
        metadata.putObject("labels")
                .put("app.kubernetes.io/managed-by", "k8s-release")
                .put(RecordNames.APP_LABEL, names.app());
        ObjectNode spec = lease.putObject("spec");
        if (!holderId.isEmpty()) {
            spec.put("holderIdentity", holderId);
        }
        spec.put("leaseDurationSeconds", Math.max(1, options.leaseDuration().toSeconds()))
                .put("renewTime", MICRO.format(cluster.now()))
                .put("leaseTransitions", epoch);
        CompletableFuture<ApiResponse> answer;
        if (before == null) {
            answer = cluster.send(ApiRequest.post(LEASES.path(names.namespace()), lease));
        } else {
            metadata.put("uid", before.uid()).put("resourceVersion", before.resourceVersion());
            answer = cluster.send(ApiRequest.put(LEASES.path(names.namespace(), names.lease()), lease));
        }
        return answer.thenApply(ApiResponse::object);
    }

    /** Asks the holder to end its release; it finds the request at its next renewal, which this write makes stale. */
    void requestAbort(KubeObject lease, String reason) {
        ObjectNode asked = lease.copy();
        asked.withObject("/metadata").withObject("/annotations").put(ABORT, reason);
        Cluster.join(cluster.send(ApiRequest.put(LEASES.path(names.namespace(), names.lease()), asked)));
    }

    /** What the holder was asked to end its release for, empty when nobody asked. */
    static String abortReason(KubeObject lease) {
        return lease.annotations().getOrDefault(ABORT, "");
    }

    static boolean isConflict(Throwable thrown) {
        return Cluster.unwrap(thrown) instanceof ApiException e && (e.isConflict() || e.isNotFound());
    }
}
