package io.jenkins.plugins.k8srelease.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.k8srelease.cli.CommandRun.Outcome;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ClusterOptions;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A namespace of its own on the cluster of the tests, and an application for it. */
abstract class ClusterFixture {

    private static final ResourceType NAMESPACES = new ResourceType("", "v1", "Namespace", "namespaces", false);
    static final String PASSWORD = "correct-horse-battery";

    static final String APP = """
        apiVersion: v1
        kind: Secret
        metadata: {name: creds}
        stringData: {password: "${DB_PASSWORD}"}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {LOG_LEVEL: "${LOG_LEVEL}"}
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
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}, annotations: {example.org/purpose: test%s}}
            spec:
              containers:
              - name: web
                image: shop/web:v1
                envFrom: [{configMapRef: {name: settings}}]
                ports: [{containerPort: 8080}]
                readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}
        """;

    @TempDir
    Path folder;

    final String namespace = "cli-" + UUID.randomUUID().toString().substring(0, 8);
    String kubeconfig;

    @BeforeEach
    void files() throws IOException {
        kubeconfig = System.getenv("K8S_RELEASE_TEST_KUBECONFIG");
        assumeThat(kubeconfig).as("K8S_RELEASE_TEST_KUBECONFIG").isNotNull();
        write("good.yaml", "");
        write("crash.yaml", ", localkube/behaviour: crash-loop");
        write("never.yaml", ", localkube/behaviour: never-ready");
        Files.writeString(folder.resolve("values.env"), "LOG_LEVEL=info\nDB_PASSWORD=" + PASSWORD + "\n");
    }

    void write(String name, String annotation) throws IOException {
        Files.writeString(folder.resolve(name), APP.formatted(annotation));
    }

    @AfterEach
    void tidy() {
        if (kubeconfig != null) {
            try (Cluster cluster =
                    Cluster.connect(Config.fromKubeconfig(new File(kubeconfig)), ClusterOptions.standard())) {
                Cluster.join(cluster.send(ApiRequest.delete(NAMESPACES.path("", namespace), null)));
            } catch (ApiException e) {
                assertThat(e.isNotFound()).as(e.getMessage()).isTrue();
            }
        }
    }

    String[] arguments(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--app", "shop", "-n", namespace, "--kubeconfig", kubeconfig));
        if (args[0].equals("deploy") || args[0].equals("diff")) {
            all.addAll(List.of("--values-file", "values.env"));
        }
        return all.toArray(String[]::new);
    }

    Outcome run(String... args) {
        Outcome outcome = new CommandRun(folder).run(arguments(args));
        assertThat(outcome.out() + outcome.err()).doesNotContain(PASSWORD, "\tat ");
        return outcome;
    }

    void deployed() {
        Outcome outcome = run("deploy", "good.yaml");
        assertThat(outcome.code()).as(outcome.out() + outcome.err()).isZero();
    }

    JsonNode status() {
        return Schemas.check("status", run("status", "-o", "json").out());
    }
}
