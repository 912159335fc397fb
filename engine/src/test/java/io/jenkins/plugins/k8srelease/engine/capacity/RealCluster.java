package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** A real API server, as tests use it: every object is a tree, and lists are read as {@link SnapshotLoader} wants them. */
final class RealCluster implements CapacitySource, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> PLURALS = Map.of(
            "Deployment", "deployments",
            "StatefulSet", "statefulsets",
            "DaemonSet", "daemonsets",
            "Job", "jobs",
            "Service", "services",
            "ConfigMap", "configmaps",
            "PersistentVolumeClaim", "persistentvolumeclaims",
            "ResourceQuota", "resourcequotas",
            "LimitRange", "limitranges",
            "PriorityClass", "priorityclasses");

    private final KubernetesClient client;
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();

    RealCluster(File kubeconfig) {
        Config config = Config.fromKubeconfig(kubeconfig);
        // localkube's keys are elliptic, and fabric8 takes every key in PKCS #8 for RSA unless it is told.
        config.setClientKeyAlgo("EC");
        config.setRequestTimeout(60_000);
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    @Override
    public CompletionStage<Page> list(Call call) {
        calls.merge(call.kind().plural(), 1, Integer::sum);
        StringBuilder uri = new StringBuilder(root(call.kind().apiVersion()));
        if (call.kind().namespaced() && !call.namespace().isEmpty()) {
            uri.append("/namespaces/").append(call.namespace());
        }
        uri.append('/').append(call.kind().plural()).append("?limit=").append(call.limit());
        if (!call.fieldSelector().isEmpty()) {
            uri.append("&fieldSelector=").append(URLEncoder.encode(call.fieldSelector(), StandardCharsets.UTF_8));
        }
        if (!call.continueToken().isEmpty()) {
            uri.append("&continue=").append(URLEncoder.encode(call.continueToken(), StandardCharsets.UTF_8));
        }
        JsonNode list;
        try {
            list = get(uri.toString()).orElseThrow();
        } catch (KubernetesClientException e) {
            return CompletableFuture.failedFuture(
                    e.getCode() == 403 ? new MissingRightException("no right to list " + call.kind()) : e);
        }
        List<KubeObject> items = new ArrayList<>();
        for (JsonNode item : list.path("items")) {
            ((ObjectNode) item)
                    .put("apiVersion", call.kind().apiVersion())
                    .put("kind", call.kind().kind());
            items.add(new KubeObject((ObjectNode) item));
        }
        return CompletableFuture.completedFuture(
                new Page(items, list.path("metadata").path("continue").asText()));
    }

    /** How many lists were read of each kind. */
    Map<String, Integer> calls() {
        return calls;
    }

    static String root(String apiVersion) {
        return apiVersion.contains("/") ? "/apis/" + apiVersion : "/api/" + apiVersion;
    }

    String path(KubeObject o) {
        return root(o.apiVersion()) + (o.namespace().isEmpty() ? "" : "/namespaces/" + o.namespace()) + "/"
                + PLURALS.get(o.kind());
    }

    Optional<JsonNode> get(String uri) {
        try {
            String text = client.raw(uri);
            return text == null ? Optional.empty() : Optional.of(JSON.readTree(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void create(String collection, JsonNode object) {
        try {
            client.raw(collection, "POST", object.toString());
        } catch (KubernetesClientException e) {
            // The client sends again what it got no answer to; names are used once only.
            if (e.getCode() != 409) {
                throw e;
            }
        }
    }

    /** What the server would make of an object. */
    JsonNode dryRun(String collection, JsonNode object) {
        try {
            return JSON.readTree(client.raw(collection + "?dryRun=All", "POST", object.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void create(KubeObject o) {
        create(path(o), o.tree());
    }

    /** Creates an object, or gives the live one another spec. */
    void apply(KubeObject o) {
        String uri = path(o) + "/" + o.name();
        if (get(uri).isEmpty()) {
            create(o);
        } else {
            change(uri, live -> {
                live.set("spec", o.at("spec").deepCopy());
                return live;
            });
        }
    }

    /** Reads, changes and writes until nobody was faster. */
    void change(String uri, UnaryOperator<ObjectNode> change) {
        change(uri, "", change);
    }

    void change(String uri, String subresource, UnaryOperator<ObjectNode> change) {
        for (int attempt = 0; ; attempt++) {
            ObjectNode live = (ObjectNode) get(uri).orElseThrow();
            try {
                client.raw(uri + subresource, "PUT", change.apply(live).toString());
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != 409 || attempt > 20) {
                    throw e;
                }
            }
        }
    }

    void delete(String uri) {
        try {
            client.raw(uri, "DELETE", "{}");
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
