package io.jenkins.plugins.k8srelease.engine.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Backoff;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.SendLimit;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The immutable parts of a release's record. A Secret holds at most 1 MiB, so a large document is cut into several. For
 * threads that may block.
 */
public final class PartStore {

    /** What one part holds at most; the API server refuses a Secret of more than 1 MiB in all. */
    static final int LARGEST_PART = 900 * 1024;

    /** What a document may unpack to: nobody but us writes parts, yet a reader must not trust that. */
    private static final int LARGEST_DOCUMENT = 256 * 1024 * 1024;

    private final Cluster cluster;
    private final RecordNames names;

    public PartStore(Cluster cluster, RecordNames names) {
        this.cluster = cluster;
        this.names = names;
    }

    /**
     * Writes a document; the same document once more is no error.
     *
     * @param content what it is: {@code release} or {@code result}
     * @param permission asked before each request, and tells until when it may be sent
     */
    public void write(int revision, String content, Object document, Supplier<SendLimit> permission) {
        byte[] packed = pack(document);
        int parts = (packed.length + LARGEST_PART - 1) / LARGEST_PART;
        for (int i = 0; i < parts; i++) {
            byte[] part = Arrays.copyOfRange(packed, i * LARGEST_PART, Math.min(packed.length, (i + 1) * LARGEST_PART));
            String name = names.part(revision, content, i);
            ObjectNode secret = HeadStore.secret(names, name, "k8s-release.jenkins.io/part");
            ((ObjectNode) secret.get("metadata").get("labels"))
                    .put(RecordNames.REVISION_LABEL, Integer.toString(revision));
            secret.put("immutable", true);
            secret.putObject("data")
                    .put("part", Base64.getEncoder().encodeToString(part))
                    .put(
                            "parts",
                            Base64.getEncoder()
                                    .encodeToString(Integer.toString(parts).getBytes(StandardCharsets.US_ASCII)));
            create(name, secret, permission);
        }
    }

    private void create(String name, ObjectNode secret, Supplier<SendLimit> permission) {
        long deadline = System.nanoTime() + cluster.options().patience().toNanos();
        for (int tries = 0; ; tries++) {
            SendLimit limit = permission.get();
            try {
                Cluster.join(cluster.send(ApiRequest.post(HeadStore.SECRETS.path(names.namespace()), secret)
                        .before(limit)));
                return;
            } catch (ApiException e) {
                if (e.isConflict() && isSame(name, secret)) {
                    return;
                }
                if (!e.isTransient() || System.nanoTime() > deadline) {
                    throw e;
                }
                HeadStore.sleep(Backoff.pause(tries, e.retryAfter()));
            }
        }
    }

    private boolean isSame(String name, ObjectNode secret) {
        return Cluster.join(cluster.get(HeadStore.SECRETS, names.namespace(), name))
                .filter(found -> found.text("data", "part")
                        .equals(secret.at("/data/part").asText()))
                .isPresent();
    }

    /** Reads a document, empty when it was never written or not wholly. */
    public <T> Optional<T> read(int revision, String content, Class<T> type) {
        return begin(revision, content, type).get();
    }

    /** Begins to read a document; what is returned waits for it, so that other things can be asked for meanwhile. */
    public <T> Supplier<Optional<T>> begin(int revision, String content, Class<T> type) {
        CompletableFuture<Optional<KubeObject>> first = part(revision, content, 0);
        return () -> Cluster.join(first)
                .flatMap(part -> whole(revision, content, part))
                .map(packed -> unpack(packed, type));
    }

    private Optional<byte[]> whole(int revision, String content, KubeObject first) {
        int parts = Integer.parseInt(new String(decode(first, "parts"), StandardCharsets.US_ASCII));
        List<CompletableFuture<Optional<KubeObject>>> others = IntStream.range(1, parts)
                .mapToObj(i -> part(revision, content, i))
                .toList();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.writeBytes(decode(first, "part"));
        for (Optional<KubeObject> part : Cluster.join(others)) {
            if (part.isEmpty()) {
                return Optional.empty();
            }
            packed.writeBytes(decode(part.get(), "part"));
        }
        return Optional.of(packed.toByteArray());
    }

    private CompletableFuture<Optional<KubeObject>> part(int revision, String content, int number) {
        return cluster.get(HeadStore.SECRETS, names.namespace(), names.part(revision, content, number));
    }

    /** Deletes all parts of some revisions. */
    public void delete(List<Integer> revisions) {
        if (revisions.isEmpty()) {
            return;
        }
        String selector = RecordNames.APP_LABEL + "=" + names.app() + "," + RecordNames.REVISION_LABEL + " in ("
                + String.join(",", revisions.stream().map(Object::toString).toList()) + ")";
        ApiRequest list = ApiRequest.get(HeadStore.SECRETS.path(names.namespace()))
                .with("labelSelector", selector)
                .accepting(ApiRequest.NAMES_ONLY);
        for (var item : Cluster.join(cluster.read(list)).body().path("items")) {
            String name = item.path("metadata").path("name").asText();
            try {
                Cluster.join(cluster.send(ApiRequest.delete(
                        HeadStore.SECRETS.path(names.namespace(), name), HeadStore.MAPPER.createObjectNode())));
            } catch (ApiException e) {
                if (!e.isNotFound()) {
                    throw e;
                }
            }
        }
    }

    private static byte[] decode(KubeObject secret, String field) {
        return Base64.getDecoder().decode(secret.text("data", field));
    }

    private static byte[] pack(Object document) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(HeadStore.MAPPER.writeValueAsBytes(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static <T> T unpack(byte[] packed, Class<T> type) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] document = gzip.readNBytes(LARGEST_DOCUMENT + 1);
            if (document.length > LARGEST_DOCUMENT) {
                throw new IllegalStateException(
                        "a release's record unpacks to more than " + LARGEST_DOCUMENT + " bytes");
            }
            return HeadStore.MAPPER.readValue(document, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
