package io.jenkins.plugins.k8srelease.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.cli.CommandRun.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourcesTest {

    private static final String WEB = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          replicas: 3
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - {name: web, image: "web:v1", resources: {requests: {cpu: 200m, memory: 100Mi}, limits: {cpu: 500m, memory: 256Mi}}}
        """;

    @TempDir
    Path folder;

    @BeforeEach
    void manifests() throws IOException {
        Files.writeString(folder.resolve("web.yaml"), WEB);
        Files.writeString(folder.resolve("other.yaml"), WEB.replace("shop", "other"));
    }

    private Outcome run(String... args) {
        return new CommandRun(folder).run(args);
    }

    @Test
    void addsUpWithoutACluster() {
        Outcome outcome = run("resources", "web.yaml", "--output", "json", "--nodes", "3x2cpu,4Gi");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        JsonNode document = Schemas.check("resources", outcome.out());
        assertThat(document.path("namespace").asText()).isEqualTo("shop");
        assertThat(document.at("/running/requests.cpu").asText()).isEqualTo("600m");
        assertThat(document.at("/blueGreen/requests.cpu").asText()).isEqualTo("1200m");
        assertThat(run("resources", "web.yaml").out()).contains("Deployment web", "600m in all");
        assertThat(run("resources", "web.yaml", "--markdown").out()).contains("| Deployment web");
    }

    @Test
    void asksWhichNamespaceWhenThereAreSeveral() {
        Outcome outcome = run("resources", "web.yaml", "other.yaml");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("(other, shop)", "--namespace");
        assertThat(run("resources", "web.yaml", "other.yaml", "-n", "shop").code())
                .isZero();
    }

    @Test
    void wrongOptionsSayWhatIsRight() {
        assertThat(run("resources", "web.yaml", "--nodes", "big").err()).contains("3x2cpu,4Gi");
        assertThat(run("quota", "web.yaml", "--headroom", "1.5").err()).contains("20% or 0.2");
        assertThat(run("quota", "web.yaml", "--strategy", "canary").err()).contains("rolling, blue-green or recreate");
    }
}
