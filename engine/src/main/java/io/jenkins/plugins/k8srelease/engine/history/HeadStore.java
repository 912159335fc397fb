package io.jenkins.plugins.k8srelease.engine.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Backoff;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Reads and writes an application's head. Every write is a compare-and-swap, and one whose answer was lost is looked up
 * again by its write id, so a write happens once or not at all. For threads that may block.
 */
public final class HeadStore {

    static final ResourceType SECRETS = new ResourceType("", "v1", "Secret", "secrets", true);
    static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final String FIELD = "head";

    private final Cluster cluster;
    private final RecordNames names;

    public HeadStore(Cluster cluster, RecordNames names) {
        this.cluster = cluster;
        this.names = names;
    }

    /** The head, empty when the application was never released. */
    public Optional<StoredHead> read() {
        return Cluster.join(cluster.get(SECRETS, names.namespace(), names.head()))
                .map(HeadStore::decode);
    }

    /**
     * Writes a change when the head is still the one that was read.
     *
     * @param before what was read, null to create the head
     * @return the head as it is now; the change was not made when its epoch or write id is another's
     */
    public Optional<StoredHead> swap(StoredHead before, Head next) {
        Head stamped = next.withWriteId(UUID.randomUUID().toString());
        ApiRequest request = before == null
                ? ApiRequest.post(SECRETS.path(names.namespace()), encode(stamped, null))
                : ApiRequest.put(SECRETS.path(names.namespace(), names.head()), encode(stamped, before));
        long deadline = System.nanoTime() + cluster.options().patience().toNanos();
        // Who refuses once has not refused for good, and a release whose end is not written keeps its application.
        boolean mayBeRefused = before != null;
        for (int tries = 0; ; tries++) {
            try {
                return Optional.of(decode(Cluster.join(cluster.send(request)).object()));
            } catch (ApiException e) {
                if (!e.isConflict() && !e.isTransient()) {
                    if (!mayBeRefused) {
                        throw e;
                    }
                    mayBeRefused = false;
                }
                Optional<StoredHead> now = read();
                if (now.isPresent() && now.get().head().writeId().equals(stamped.writeId())) {
                    return now;
                }
                if (e.isConflict() || isOther(before, now)) {
                    return Optional.empty();
                }
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                sleep(Backoff.pause(tries, e.retryAfter()));
            }
        }
    }

    private static boolean isOther(StoredHead before, Optional<StoredHead> now) {
        return before == null
                ? now.isPresent()
                : now.isEmpty() || !now.get().resourceVersion().equals(before.resourceVersion());
    }

    /**
     * Changes the head of a release that this process owns.
     *
     * @throws ClaimLostException when another epoch is found
     */
    public StoredHead update(StoredHead known, UnaryOperator<Head> change) {
        StoredHead before = known;
        while (true) {
            Optional<StoredHead> after = swap(before, change.apply(before.head()));
            if (after.isPresent()) {
                return after.get();
            }
            before = verify(known.head().epoch());
        }
    }

    /**
     * Reads the head and makes sure that the application is still ours.
     *
     * @throws ClaimLostException when it is not
     */
    public StoredHead verify(long epoch) {
        StoredHead now = read().orElseThrow(
                        () -> new ClaimLostException("the record of " + names.app() + " in namespace "
                                + names.namespace() + " was deleted while the release ran; nothing more was written"));
        if (now.head().epoch() != epoch) {
            Current current = now.head().current();
            throw new ClaimLostException("another process has taken " + names.app() + " over"
                    + (current == null ? "" : ": " + current.describe()) + "; nothing more was written");
        }
        return now;
    }

    private ObjectNode encode(Head head, StoredHead before) {
        ObjectNode secret = secret(names, names.head(), "k8s-release.jenkins.io/head");
        ObjectNode metadata = (ObjectNode) secret.get("metadata");
        ((ObjectNode) metadata.get("labels")).put("applyset.kubernetes.io/id", names.applySetId());
        metadata.putObject("annotations")
                .put("applyset.kubernetes.io/tooling", "k8s-release/v1")
                .put(
                        "applyset.kubernetes.io/contains-group-kinds",
                        String.join(",", head.members().groupKinds()))
                .put(
                        "applyset.kubernetes.io/additional-namespaces",
                        String.join(",", head.members().namespaces()));
        if (before != null) {
            metadata.put("uid", before.uid()).put("resourceVersion", before.resourceVersion());
        }
        try {
            secret.putObject("data").put(FIELD, Base64.getEncoder().encodeToString(MAPPER.writeValueAsBytes(head)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return secret;
    }

    static ObjectNode secret(RecordNames names, String name, String type) {
        ObjectNode secret = JsonNodeFactory.instance.objectNode();
        secret.put("apiVersion", "v1").put("kind", "Secret").put("type", type);
        secret.putObject("metadata")
                .put("name", name)
                .put("namespace", names.namespace())
                .putObject("labels")
                .put("app.kubernetes.io/managed-by", "k8s-release")
                .put(RecordNames.APP_LABEL, names.app());
        return secret;
    }

    private static StoredHead decode(KubeObject secret) {
        try {
            Head head = MAPPER.readValue(Base64.getDecoder().decode(secret.text("data", FIELD)), Head.class);
            if (head.format() > Head.FORMAT) {
                throw new IllegalStateException("the record " + secret + " was written by a newer k8s-release (format "
                        + head.format() + "); use that one");
            }
            return new StoredHead(head, secret.uid(), secret.resourceVersion());
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException("the record " + secret + " cannot be read: it was changed by hand", e);
        }
    }

    static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
