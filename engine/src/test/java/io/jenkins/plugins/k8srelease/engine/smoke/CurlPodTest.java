package io.jenkins.plugins.k8srelease.engine.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How the log and the end of a pod that asks are read; that such a pod really asks is tested on real nodes. */
class CurlPodTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final SmokeCheck check = SmokeCheck.builder()
            .target("web:80/health")
            .via(Via.POD)
            .json("/status", "ok")
            .build();
    private final CurlPod pod = new CurlPod(check, "shop", 80);

    private String marker() {
        JsonNode args = pod.manifest("x", "shop", NOW, 60).at("/spec/containers/0/args");
        for (JsonNode arg : args) {
            if (arg.asText().contains("%{http_code}")) {
                return arg.asText().substring(2, arg.asText().indexOf(' '));
            }
        }
        throw new AssertionError(args.toString());
    }

    private SmokeResult result(int exitCode, String reason, String message, String log) {
        ObjectNode tree = new JsonMapper().createObjectNode();
        ObjectNode end = tree.putObject("status")
                .putArray("containerStatuses")
                .addObject()
                .putObject("state")
                .putObject("terminated");
        end.put("exitCode", exitCode).put("reason", reason).put("message", message);
        return pod.result(new KubeObject(tree), log.getBytes(StandardCharsets.UTF_8), 1);
    }

    @Test
    void theServiceIsAskedByItsName() {
        assertThat(pod.manifest("x", "shop", NOW, 60)
                        .at("/spec/containers/0/args")
                        .toString())
                .contains("http://web.shop.svc:80/health");
    }

    @Test
    void theAnswerIsWhatStandsBeforeTheFigures() {
        SmokeResult result = result(0, "Completed", "", "{\"status\":\"ok\"}\n" + marker() + " 200 0.001 0.042\n");

        assertThat(result.passed()).as(result.detail()).isTrue();
        assertThat(result.millis()).isEqualTo(42);
        assertThat(result(0, "Completed", "", "\n" + marker() + " 503 0.001 0.042\n")
                        .detail())
                .isEqualTo("HTTP 503 instead of 200: (empty)");
    }

    @Test
    void aFailureOfCurlIsToldInItsWords() {
        SmokeResult result = result(
                7,
                "Error",
                "",
                "curl: (7) Failed to connect to web.shop.svc port 80: Connection refused\n\n" + marker()
                        + " 000 0.000 0.003\n");

        assertThat(result.detail())
                .isEqualTo(
                        "curl: (7) Failed to connect to web.shop.svc port 80: Connection refused (curl's exit code 7)");
    }

    @Test
    void anImageWithoutCurlIsNamed() {
        assertThat(result(128, "StartError", "exec: \"curl\": executable file not found in $PATH: unknown", "")
                        .detail())
                .contains("the image " + SmokeCheck.STANDARD_IMAGE + " has no curl", "name an image that has one");
    }

    @Test
    void aPodThatSaysNothingIsNotTakenForAnAnswer() {
        assertThat(result(0, "Completed", "", "{\"status\":\"ok\"}").passed()).isFalse();
        assertThat(result(137, "OOMKilled", "", "").detail()).contains("exit code 137 (OOMKilled)");
    }

    @Test
    void aTcpPortIsGoodAsSoonAsItAccepts() {
        CurlPod tcp = new CurlPod(
                SmokeCheck.builder()
                        .target("db:3306")
                        .via(Via.POD)
                        .protocol(Protocol.TCP)
                        .build(),
                "shop",
                3306);
        String args =
                tcp.manifest("x", "shop", NOW, 60).at("/spec/containers/0/args").toString();

        assertThat(args).contains("telnet://db.shop.svc:3306\"");
    }

    @Test
    void expiresWithItsTime() {
        KubeObject made = new KubeObject(pod.manifest("x", "shop", NOW, 60));

        assertThat(CurlPod.isExpired(made, NOW.plusSeconds(59))).isFalse();
        assertThat(CurlPod.isExpired(made, NOW.plusSeconds(61))).isTrue();
    }
}
