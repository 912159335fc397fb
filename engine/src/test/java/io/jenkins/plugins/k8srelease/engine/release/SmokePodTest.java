package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.history.ClaimOptions;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.ProcessIdentity;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.smoke.CurlPod;
import io.jenkins.plugins.k8srelease.engine.smoke.Protocol;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeResult;
import io.jenkins.plugins.k8srelease.engine.smoke.Via;
import io.jenkins.plugins.k8srelease.engine.testing.Admin;
import io.jenkins.plugins.k8srelease.engine.testing.TestCluster;
import io.jenkins.plugins.k8srelease.engine.testing.Turn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Smoke tests from inside the cluster, by a pod that really runs curl, under the Pod Security Standard "restricted". */
@Tag("realnodes")
@Turn(2)
class SmokePodTest {

    private static final String CURL = "docker.io/curlimages/curl:8";
    private static final String SERVER = """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}, {name: closed, port: 81, targetPort: 8081}]}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
                  containers:
                  - name: web
                    image: docker.io/ticket-booking/backend:v1
                    securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                    readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}
                    command:
                    - /usr/bin/node
                    - -e
                    - |
                      require('http').createServer((asked, answer) => {
                        if (asked.url === '/down') { answer.statusCode = 503; answer.end('closed for the night'); return }
                        if (asked.url === '/large') { answer.end('x'.repeat(2 << 20)); return }
                        if (asked.url === '/silent') { return }
                        answer.end(JSON.stringify({ status: 'ok', asked: asked.url }))
                      }).listen(8080)
            """;

    private final TestCluster cluster = new TestCluster();
    private final ReleaseEngine engine = new ReleaseEngine(4, ClaimOptions.standard());
    private final String namespace = cluster.newNamespace();

    @AfterEach
    void close() {
        engine.close();
        cluster.close();
    }

    private static SmokeCheck.Builder check(String name, String target) {
        return SmokeCheck.builder()
                .name(name)
                .target(target)
                .via(Via.POD)
                .image(CURL)
                .attempts(1);
    }

    private ReleaseRun start(List<SmokeCheck> checks) {
        Holder holder = new Holder(UUID.randomUUID().toString(), "test", "here", ProcessIdentity.current());
        return engine.smokeTest(
                cluster.admin(), SmokeRequest.of(namespace, checks, Duration.ofSeconds(150), holder), event -> {});
    }

    @Test
    void asksTheServiceAndReadsWhatCameBack() {
        Admin.namespace(cluster.admin(), namespace);
        Admin.patch(
                cluster.admin(),
                "/api/v1/namespaces/" + namespace,
                "{\"metadata\":{\"labels\":{\"pod-security.kubernetes.io/enforce\":\"restricted\"}}}");
        Admin.apply(cluster.admin(), namespace, SERVER);

        ReleaseResult result = start(List.of(
                        check("good", "web:http/api?x=1%202")
                                .json("/asked", "/api?x=1%202")
                                .body("\"ok\"")
                                .build(),
                        check("tcp", "web:80").protocol(Protocol.TCP).build(),
                        check("status", "web:80/down").build(),
                        check("body", "web:80/").body("never").build(),
                        check("large", "web:80/large").build(),
                        check("slow", "web:80/silent").timeoutMillis(1_000).build(),
                        check("closed", "web:81/").build(),
                        check("closed tcp", "web:81").protocol(Protocol.TCP).build(),
                        check("no curl", "web:80/")
                                .image("docker.io/ticket-booking/backend:v1")
                                .build()))
                .join();

        assertThat(result.status()).as(result.message()).isEqualTo(Status.FAILED);
        Map<String, SmokeResult> by =
                result.smoke().stream().collect(Collectors.toMap(SmokeResult::check, Function.identity()));
        System.out.println("[smoke] " + by.values());
        assertThat(by.get("good").detail()).isEmpty();
        assertThat(by.get("tcp").detail()).isEmpty();
        assertThat(by.get("status").detail()).isEqualTo("HTTP 503 instead of 200: closed for the night");
        assertThat(by.get("body").detail()).contains("does not match /never/: {\"status\":\"ok\"");
        assertThat(by.get("large").detail()).contains("larger than 1 MiB");
        assertThat(by.get("slow").detail()).contains("curl's exit code 28");
        assertThat(by.get("closed").detail()).contains("curl: (7)");
        assertThat(by.get("closed tcp").detail()).contains("curl: (7)");
        assertThat(by.get("no curl").detail())
                .contains("cannot run its command: exec: \"curl\": executable file not found")
                .contains(
                        "It needs an image with curl that the nodes can pull; this was docker.io/ticket-booking/backend:v1");
        assertThat(Admin.pods(cluster.admin(), namespace).stream()
                        .filter(p -> p.labels().containsKey(CurlPod.LABEL)))
                .allMatch(KubeObject::isBeingDeleted);
    }

    @Test
    void anImageThatCannotBePulledIsSaidWithWhatIsNeeded() {
        Admin.namespace(cluster.admin(), namespace);
        Admin.apply(cluster.admin(), namespace, SERVER);
        SmokeCheck check = check("", "web:80/").image("localhost:5001/curl:1").build();
        Holder holder = new Holder("x", "test", "here", null);

        ReleaseResult result = engine.smokeTest(
                        cluster.admin(),
                        SmokeRequest.of(namespace, List.of(check), Duration.ofSeconds(30), holder),
                        event -> {})
                .join();

        assertThat(result.message())
                .contains("the pod that asks cannot run: not done in time", "cannot be pulled at the moment")
                .contains("an image with curl that the nodes can pull; this was localhost:5001/curl:1");
        assertThat(Admin.pods(cluster.admin(), namespace).stream()
                        .filter(p -> p.labels().containsKey(CurlPod.LABEL)))
                .allMatch(KubeObject::isBeingDeleted);
    }
}
