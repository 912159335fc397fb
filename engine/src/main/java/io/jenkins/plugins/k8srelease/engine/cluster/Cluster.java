package io.jenkins.plugins.k8srelease.engine.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A connection to one API server with one credential. Requests are asynchronous: no thread waits for an answer.
 *
 * <p>{@link #send} sends once. {@link #read} repeats while the server is in trouble, for as long as
 * {@link ClusterOptions#patience()}; only reads and dry runs may be repeated blindly.
 */
public final class Cluster implements AutoCloseable {

    /** Numbers keep their digits: a quantity must not come back as a rounded one. */
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /**
     * Reads and dry runs of all releases together, which come by the hundred. Others wait a moment, also so that a small API
     * server is not run over.
     */
    static final int MOST_READS = 32;

    /**
     * Writes do not wait for reads: a plan whose dry runs stall in a webhook must not cost other releases the renewals of
     * their Leases. The engine's threads write no more than 16 at once; the rest is for renewals.
     */
    private static final int MOST_WRITES = 24;

    private final KubernetesClient client;
    private final ClientThreads threads;
    private final HttpClient http;
    private final String server;
    private final ClusterOptions options;
    private final Discovery discovery;
    private final Watches watches;
    private final ServerClock clock = new ServerClock();
    private final Turns reads = new Turns(MOST_READS);
    private final Turns writes = new Turns(MOST_WRITES);

    private Cluster(KubernetesClient client, ClientThreads threads, ClusterOptions options) {
        this.client = client;
        this.threads = threads;
        this.http = client.getHttpClient();
        this.options = options;
        String url = client.getConfiguration().getMasterUrl();
        this.server = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.discovery = new Discovery(this);
        this.watches = new Watches(client, this, options.listTimeout());
    }

    /**
     * Connects; nothing is sent yet.
     *
     * @param config server and credential, complete: nothing is taken from this process' environment
     */
    public static Cluster connect(Config config, ClusterOptions options) {
        Config own = new ConfigBuilder(config)
                .withUserAgent(options.userAgent())
                .withClientKeyAlgo(ClientKeys.algorithm(config))
                .withRequestTimeout((int) options.requestTimeout().toMillis())
                .withRequestRetryBackoffLimit(0)
                .build();
        ClientThreads threads = new ClientThreads();
        return new Cluster(
                new KubernetesClientBuilder()
                        .withConfig(own)
                        .withHttpClientFactory(new ReleaseHttpClientFactory(threads.answers()))
                        .withTaskExecutor(threads.watches())
                        .build(),
                threads,
                options);
    }

    public ClusterOptions options() {
        return options;
    }

    /** The server's URL. */
    public String server() {
        return server;
    }

    public Discovery discovery() {
        return discovery;
    }

    public Watches watches() {
        return watches;
    }

    /** Now, by the API server's clock as its last answer told it: timestamps in objects are compared with this. */
    public Instant now() {
        return clock.now();
    }

    /**
     * Sends once. All times count from now, also when the request has to wait for its turn.
     *
     * @return completes with the answer, or exceptionally with an {@link ApiException}
     */
    public CompletableFuture<ApiResponse> send(ApiRequest request) {
        HttpRequest.Builder builder = http.newHttpRequestBuilder()
                .uri(server + request.pathAndQuery())
                .header("Accept", request.accept())
                .timeout(options.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
        if (request.body() != null) {
            byte[] body = request.body().toString().getBytes(StandardCharsets.UTF_8);
            SendLimit limit = request.limit() == null ? SendLimit.in(options.requestTimeout()) : request.limit();
            builder.post(request.contentType(), new LimitedBody(body, limit), body.length);
        }
        // Only a POST can be given a stream; the method is another thing.
        builder.method(request.method(), request.contentType(), null);
        HttpRequest built = builder.build();
        Turns turns = request.isReadOnly() ? reads : writes;
        return inTime(turns.take(() -> exchange(request, built))).handle((r, t) -> {
            if (t == null) {
                return r;
            }
            Throwable cause = unwrap(t);
            throw cause instanceof ApiException e ? e : ApiException.noAnswer(request, cause);
        });
    }

    private CompletableFuture<ApiResponse> exchange(ApiRequest request, HttpRequest built) {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(built, byte[].class);
        CompletableFuture<ApiResponse> result = new CompletableFuture<>();
        // Elsewhere than where the JDK completes it, which may be on a thread that it made for this answer alone.
        answer.whenCompleteAsync(
                (response, thrown) -> {
                    if (thrown != null) {
                        result.completeExceptionally(ApiException.noAnswer(request, unwrap(thrown)));
                    } else {
                        complete(result, request, response);
                    }
                },
                threads.answers());
        inTime(result).whenComplete((r, t) -> answer.cancel(true));
        return result;
    }

    /** The client's own timeout ends with the headers; a body that stalls would hold a release for ever. */
    private <T> CompletableFuture<T> inTime(CompletableFuture<T> answer) {
        return answer.orTimeout(options.requestTimeout().toMillis() + 1000, TimeUnit.MILLISECONDS);
    }

    /**
     * Fetches through the API server's proxy from a pod, whatever the pod answers.
     *
     * @param limit how many bytes of the answer are kept
     */
    public CompletableFuture<RawResponse> fetch(String path, int limit, Duration timeout) {
        HttpRequest request = http.newHttpRequestBuilder()
                .uri(server + path)
                .header("Accept", "*/*")
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .build();
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        CompletableFuture<RawResponse> result = new CompletableFuture<>();
        CompletableFuture<HttpResponse<AsyncBody>> answer = http.consumeBytes(request, (buffers, body) -> {
            for (ByteBuffer buffer : buffers) {
                byte[] bytes = new byte[Math.min(buffer.remaining(), limit - kept.size())];
                buffer.get(bytes);
                kept.writeBytes(bytes);
            }
            if (kept.size() < limit) {
                body.consume();
            } else {
                body.cancel();
            }
        });
        answer.whenComplete((response, thrown) -> {
            if (thrown != null) {
                result.completeExceptionally(ApiException.noAnswer(ApiRequest.get(path), unwrap(thrown)));
                return;
            }
            response.body().consume();
            response.body().done().whenComplete((done, broken) -> {
                if (broken != null && kept.size() < limit) {
                    result.completeExceptionally(ApiException.noAnswer(ApiRequest.get(path), unwrap(broken)));
                } else {
                    result.complete(new RawResponse(response.code(), kept.toByteArray()));
                }
            });
        });
        result.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((r, t) -> answer.cancel(true));
        return result;
    }

    /** Sends a read or a dry run, again and again while the server is in trouble. */
    public CompletableFuture<ApiResponse> read(ApiRequest request) {
        if (!request.isReadOnly()) {
            throw new IllegalArgumentException("not a read: " + request);
        }
        return attempt(request, System.nanoTime() + options.patience().toNanos(), 0);
    }

    private CompletableFuture<ApiResponse> attempt(ApiRequest request, long deadline, int tries) {
        return send(request)
                .handle((response, thrown) -> {
                    if (thrown == null) {
                        return CompletableFuture.completedFuture(response);
                    }
                    ApiException e = (ApiException) unwrap(thrown);
                    Duration pause = Backoff.pause(tries, e.retryAfter());
                    if (!e.isTransient() || System.nanoTime() + pause.toNanos() > deadline) {
                        return CompletableFuture.<ApiResponse>failedFuture(e);
                    }
                    return CompletableFuture.supplyAsync(
                                    () -> null,
                                    CompletableFuture.delayedExecutor(
                                            pause.toMillis(), TimeUnit.MILLISECONDS, threads.answers()))
                            .thenCompose(ignored -> attempt(request, deadline, tries + 1));
                })
                .thenCompose(f -> f);
    }

    /** One object, empty when it does not exist. */
    public CompletableFuture<Optional<KubeObject>> get(ResourceType type, String namespace, String name) {
        return read(ApiRequest.get(type.path(namespace, name))).handle((response, thrown) -> {
            if (thrown == null) {
                return Optional.of(response.object());
            }
            ApiException e = (ApiException) unwrap(thrown);
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        });
    }

    /** One object, empty when it or its kind does not exist. */
    public CompletableFuture<Optional<KubeObject>> get(ObjectRef ref) {
        return discovery
                .find(ref)
                .map(type -> get(type, ref.namespace(), ref.name()))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    private void complete(CompletableFuture<ApiResponse> result, ApiRequest request, HttpResponse<byte[]> response) {
        JsonNode body = parse(response.body());
        clock.learn(response.header("Date"));
        if (response.isSuccessful()) {
            result.complete(new ApiResponse(response.code(), body, response.headers("Warning")));
        } else {
            result.completeExceptionally(
                    ApiException.refused(request, response.code(), body, retryAfter(response.header("Retry-After"))));
        }
    }

    private static JsonNode parse(byte[] body) {
        if (body == null || body.length == 0) {
            return MAPPER.createObjectNode();
        }
        try {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(new String(body, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Duration retryAfter(String header) {
        try {
            return header == null ? null : Duration.ofSeconds(Math.min(60, Long.parseLong(header.trim())));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** What a future failed with, without the wrapping of {@link CompletionException}. */
    public static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Waits for all, then throws the first failure as it was thrown. For use on threads that may block. */
    public static <T> List<T> join(List<CompletableFuture<T>> futures) {
        ClientThreads.mayWait();
        CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
                .exceptionally(t -> null)
                .join();
        return futures.stream().map(Cluster::join).toList();
    }

    /** Waits for one, and throws what it failed with. For use on threads that may block. */
    public static <T> T join(CompletableFuture<T> future) {
        ClientThreads.mayWait();
        try {
            return future.join();
        } catch (CompletionException e) {
            Throwable cause = unwrap(e);
            throw cause instanceof RuntimeException r ? r : e;
        }
    }

    @Override
    public void close() {
        watches.close();
        client.close();
    }
}
