package io.jenkins.plugins.k8srelease.engine.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ClusterOptions;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** The local cluster that "./dev test" brings up, with namespaces that are deleted at the end of each test. */
public final class TestCluster implements AutoCloseable {

    public static final String KUBECONFIG = "K8S_RELEASE_TEST_KUBECONFIG";

    private static final ResourceType NAMESPACES = new ResourceType("", "v1", "Namespace", "namespaces", false);

    private final Cluster admin;
    private final List<String> namespaces = new CopyOnWriteArrayList<>();

    public TestCluster() {
        this.admin = Cluster.connect(config(), ClusterOptions.standard());
    }

    /** The administrator's configuration; a test that needs it fails where there is none. */
    public static Config config() {
        String path = System.getenv(KUBECONFIG);
        if (path == null) {
            throw new IllegalStateException(KUBECONFIG + " is not set: run './dev test', which brings a cluster up");
        }
        try {
            // localkube's keys are elliptic; fabric8 has to be told (the engine finds out by itself).
            return new ConfigBuilder(Config.fromKubeconfig(Files.readString(Path.of(path))))
                    .withClientKeyAlgo("EC")
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Cluster admin() {
        return admin;
    }

    /** A name for a namespace of this test's own; it does not exist yet, and is deleted at the end. */
    public String newNamespace() {
        String name = "test-" + UUID.randomUUID().toString().substring(0, 8);
        namespaces.add(name);
        return name;
    }

    public Optional<KubeObject> find(String apiVersion, String kind, String namespace, String name) {
        return Cluster.join(admin.get(
                new io.jenkins.plugins.k8srelease.engine.object.ObjectRef(apiVersion, kind, namespace, name)));
    }

    public KubeObject get(String apiVersion, String kind, String namespace, String name) {
        return find(apiVersion, kind, namespace, name).orElseThrow();
    }

    /** Deletes a namespace before the end of the test, where a test makes hundreds of them. */
    public void delete(String namespace) {
        namespaces.remove(namespace);
        try {
            Cluster.join(admin.send(
                    ApiRequest.delete(NAMESPACES.path("", namespace), JsonNodeFactory.instance.objectNode())));
        } catch (io.jenkins.plugins.k8srelease.engine.cluster.ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        namespaces.forEach(this::delete);
        admin.close();
    }
}
