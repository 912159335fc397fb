package io.jenkins.plugins.k8srelease.testing;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jenkins.plugins.k8srelease.client.ClientConfigs;
import io.jenkins.plugins.k8srelease.client.ServerAddress;
import io.jenkins.plugins.k8srelease.cluster.KubernetesClusters;
import io.jenkins.plugins.k8srelease.cluster.NamedCluster;
import io.jenkins.plugins.k8srelease.cluster.ServerAccess;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ClusterOptions;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.HeadStore;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.history.StoredHead;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import io.jenkins.plugins.k8srelease.kubeconfig.Kubeconfig;
import io.jenkins.plugins.k8srelease.kubeconfig.KubeconfigReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;

/** The real API server that the tests release to, named {@code real} in Jenkins, with namespaces that go at the end. */
public final class LocalCluster implements AutoCloseable {

    /** Parameters that lead a step there. */
    public static final String TARGET = "cluster: 'real', credentialsId: 'admin'";

    private static final JsonMapper MAPPER = new JsonMapper();

    private final String path;
    private final String text;
    private final AuditLog audit;
    private final Kubeconfig kubeconfig;
    private final Cluster cluster;
    private final List<String> namespaces = new ArrayList<>();

    public LocalCluster() throws Exception {
        this("K8S_RELEASE_TEST_KUBECONFIG");
    }

    /** @param variable of the environment, which tells the administrator's kubeconfig */
    public LocalCluster(String variable) throws Exception {
        path = System.getenv(variable);
        if (path == null) {
            throw new IllegalStateException(variable + " is not set: run './dev test', which brings a cluster up");
        }
        text = Files.readString(Path.of(path));
        audit = new AuditLog(Path.of(path));
        kubeconfig = KubeconfigReader.read(text, "the test's cluster");
        cluster = ClientConfigs.connect(
                new ServerAddress(kubeconfig.server(), kubeconfig.certificateAuthority(), false),
                kubeconfig.user(),
                ClusterOptions.standard());
    }

    /** Makes it known to Jenkins; what is configured stays over a restart. */
    public void configure() throws Exception {
        ServerAccess access = new ServerAccess(kubeconfig.server());
        access.setCaCertificate(kubeconfig.certificateAuthority());
        KubernetesClusters.get().setClusters(List.of(new NamedCluster("real", access)));
        KubernetesClusters.get().save();
        SystemCredentialsProvider provider = SystemCredentialsProvider.getInstance();
        provider.getCredentials()
                .add(new FileCredentialsImpl(
                        CredentialsScope.GLOBAL,
                        "admin",
                        null,
                        "kubeconfig",
                        SecretBytes.fromBytes(text.getBytes(StandardCharsets.UTF_8))));
        provider.save();
    }

    /** The administrator's kubeconfig. */
    public String path() {
        return path;
    }

    public String server() {
        return kubeconfig.server();
    }

    /** PEM. */
    public String certificateAuthority() {
        return kubeconfig.certificateAuthority();
    }

    /** Deletes a namespace and waits until it is gone, so that it can be made anew. */
    public void remove(String namespace) throws InterruptedException {
        delete("/api/v1/namespaces/" + namespace);
        await(
                namespace + " is gone",
                () -> find("v1", "Namespace", null, namespace).isEmpty());
    }

    /** A name for a namespace that does not exist yet. */
    public String newNamespace() {
        String name = "jenkins-" + UUID.randomUUID().toString().substring(0, 8);
        namespaces.add(name);
        return name;
    }

    /** A ConfigMap, a Secret and a Deployment of one pod that behaves as asked (localkube/README.md). */
    public static String web(String version, String behaviour) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: web-config}
                data: {VERSION: %1$s}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata:
                      labels: {app: web}
                      annotations: {localkube/behaviour: "%2$s"}
                    spec:
                      containers:
                      - name: web
                        image: localhost/web:%1$s
                        ports: [{containerPort: 8080}]
                        readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}
                """.formatted(version, behaviour);
    }

    /** What the API server wrote down. */
    public AuditLog audit() {
        return audit;
    }

    /** Makes an object, as somebody other than Jenkins. */
    public void create(String path, String json) throws JsonProcessingException {
        Cluster.join(cluster.send(ApiRequest.post(path, MAPPER.readTree(json))));
    }

    /** Deletes an object that may be gone, as somebody other than Jenkins. */
    public void delete(String path) {
        try {
            Cluster.join(cluster.send(ApiRequest.delete(path, JsonNodeFactory.instance.objectNode())));
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    public Optional<KubeObject> find(String apiVersion, String kind, String namespace, String name) {
        return Cluster.join(cluster.get(new ObjectRef(apiVersion, kind, namespace, name)));
    }

    /** The image of the Deployment web, empty when there is none. */
    public String image(String namespace) {
        return find("apps/v1", "Deployment", namespace, "web")
                .map(d -> d.at("spec", "template", "spec", "containers")
                        .path(0)
                        .path("image")
                        .asText())
                .orElse("");
    }

    /** How often the Deployment web was changed in its specification. */
    public long generation(String namespace) {
        return find("apps/v1", "Deployment", namespace, "web")
                .map(KubeObject::generation)
                .orElse(0L);
    }

    public Optional<Head> head(String namespace, String app) {
        try {
            return new HeadStore(cluster, new RecordNames(namespace, app))
                    .read()
                    .map(StoredHead::head);
        } catch (ApiException e) {
            return Optional.empty();
        }
    }

    /** Makes the namespace with a quota in which no pod fits. */
    public void allowNoPods(String namespace) throws Exception {
        create("/api/v1/namespaces", "{\"metadata\": {\"name\": \"" + namespace + "\"}}");
        create(
                "/api/v1/namespaces/" + namespace + "/resourcequotas",
                "{\"metadata\": {\"name\": \"none\"}, \"spec\": {\"hard\": {\"pods\": \"0\"}}}");
        await(
                "the quota counts",
                () -> find("v1", "ResourceQuota", namespace, "none")
                        .orElseThrow()
                        .at("status")
                        .has("hard"));
    }

    /** Waits for what a thread of Jenkins or a controller of the cluster brings about. */
    public static void await(String what, BooleanSupplier condition) throws InterruptedException {
        await(what, Duration.ofMinutes(10), condition);
    }

    /** The same, for what takes longer. */
    public static void await(String what, Duration longest, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + longest.toMinutes() + " minutes: " + what);
            }
            Thread.sleep(100);
        }
    }

    @Override
    public void close() {
        for (String namespace : namespaces) {
            delete("/api/v1/namespaces/" + namespace);
        }
        cluster.close();
    }
}
