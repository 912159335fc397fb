package io.jenkins.plugins.k8srelease.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.cli.CommandRun.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusFileTest {

    private static final String DEPLOYMENT = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop, uid: d, generation: 1, creationTimestamp: 2026-01-01T10:00:00Z}
        spec: {replicas: 1, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web:v1}]}}}
        status: {observedGeneration: 1, replicas: 1, updatedReplicas: 1, unavailableReplicas: 1}
        """;
    private static final String REPLICA_SET = """
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata: {name: web-1, namespace: shop, uid: r, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: d, controller: true}]}
        spec: {replicas: 1, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web:v1}]}}}
        status: {replicas: 1}
        """;
    private static final String POD = """
        apiVersion: v1
        kind: Pod
        metadata: {name: web-1-a, namespace: shop, uid: p, creationTimestamp: 2026-01-01T10:00:00Z, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-1, uid: r, controller: true}]}
        spec: {containers: [{name: web, image: web:v1}]}
        status:
          phase: Pending
          containerStatuses:
          - {name: web, ready: false, restartCount: 0, image: web:v1, state: {waiting: {reason: InvalidImageName, message: "couldn't parse image"}}}
        """;
    private static final String CONFIG_MAP =
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop, uid: c}\n";

    @TempDir
    Path folder;

    private JsonNode judge(String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
        Outcome outcome = new CommandRun(folder).run("status", "--file", file, "--output", "json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return Schemas.check("status-file", outcome.out());
    }

    @Test
    void oneEntryForEachRootWithExactlyTheDocumentedFields() throws IOException {
        JsonNode document = judge("dump.yaml", String.join("---\n", DEPLOYMENT, REPLICA_SET, POD, CONFIG_MAP));
        assertThat(document.size()).isEqualTo(1);
        assertThat(document.path("objects")).hasSize(2);
        JsonNode web = document.at("/objects/0");
        assertThat(web.fieldNames()).toIterable().containsExactly("kind", "name", "verdict", "reason", "message");
        assertThat(web.path("kind").asText()).isEqualTo("Deployment");
        assertThat(web.path("verdict").asText()).isEqualTo("Failed");
        assertThat(web.path("reason").asText()).isEqualTo("InvalidImageName");
        assertThat(document.at("/objects/1/verdict").asText()).isEqualTo("Ready");
    }

    @Test
    void aListAsKubectlPrintsItSaysTheSame() throws IOException {
        String list = "apiVersion: v1\nkind: List\nitems:\n"
                + IntStream.of(0, 1, 2)
                        .mapToObj(i -> new String[] {DEPLOYMENT, REPLICA_SET, POD}[i])
                        .map(text -> "- " + text.strip().replace("\n", "\n  "))
                        .collect(Collectors.joining("\n"));
        assertThat(judge("list.yaml", list).at("/objects/0/reason").asText()).isEqualTo("InvalidImageName");
    }

    @Test
    void jsonAndStandardInputAreReadToo() throws IOException {
        String json =
                "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"s\"}}]}";
        assertThat(judge("dump.json", json).at("/objects/0/kind").asText()).isEqualTo("Secret");
        Outcome outcome = new CommandRun(folder).typing(json).run("status", "-f", "-", "-o", "json");
        assertThat(Schemas.check("status-file", outcome.out()).path("objects")).hasSize(1);
    }

    @Test
    void thousandsOfObjectsAreNoProblem() throws IOException {
        String many = IntStream.range(0, 3000)
                .mapToObj(i -> CONFIG_MAP.replace("settings", "settings-" + i).replace("uid: c", "uid: c" + i))
                .collect(Collectors.joining("---\n"));
        assertThat(judge("many.yaml", many).path("objects")).hasSize(3000);
    }

    @Test
    void anEmptyFileHasNoObjects() throws IOException {
        assertThat(judge("empty.yaml", "").path("objects")).isEmpty();
    }

    @Test
    void whatIsNoDumpIsToldWithItsLine() throws IOException {
        Files.writeString(folder.resolve("broken.json"), "{\"kind\": \"Pod\",\n oops}");
        Files.writeString(folder.resolve("broken.yaml"), "a: [1");
        Files.writeString(folder.resolve("text.yaml"), "just text");
        assertThat(new CommandRun(folder).run("status", "-f", "broken.json").err())
                .contains("not JSON", "line 2");
        assertThat(new CommandRun(folder).run("status", "-f", "broken.yaml").err())
                .contains("not YAML", "line 1");
        Outcome text = new CommandRun(folder).run("status", "-f", "text.yaml", "-o", "json");
        assertThat(text.code()).isEqualTo(2);
        assertThat(Schemas.check("error", text.out()).at("/error/message").asText())
                .contains("no kind");
    }
}
