package io.jenkins.plugins.k8srelease.engine.smoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One attempt at a check from inside the cluster: the pod that runs curl, and what its end and its log say. The pod obeys
 * the Pod Security Standard "restricted", has no service account's token, and ends by itself.
 */
public final class CurlPod {

    /** Label on every such pod; its value is the same on all, so that those of runs that were killed can be found. */
    public static final String LABEL = "k8s-release.jenkins.io/smoke-test";

    /** Annotation: after this time the run that made the pod has no use for it any more. */
    public static final String EXPIRES = "k8s-release.jenkins.io/expires";

    /** How much of the log is needed: the answer, curl's own words and the line of figures. */
    public static final int LARGEST_LOG = SmokeCheck.LARGEST_ANSWER + 16 * 1024;

    private static final String CONTAINER = "curl";
    /** curl: the answer is larger than allowed. */
    private static final int TOO_LARGE = 63;

    private final SmokeCheck check;
    private final String address;
    private final String marker = "k8s-release-" + UUID.randomUUID();

    /**
     * @param namespace the Service's
     * @param port the Service's port
     */
    public CurlPod(SmokeCheck check, String namespace, int port) {
        this.check = check;
        this.address = check.service() + "." + namespace + ".svc:" + port;
    }

    /**
     * The pod.
     *
     * @param name its name
     * @param app the application, for its label
     * @param now the server's time
     * @param longest seconds that it may take, the pull of its image included
     */
    public ObjectNode manifest(String name, String app, Instant now, long longest) {
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = pod.putObject("metadata").put("name", name);
        metadata.putObject("labels")
                .put(LABEL, "true")
                .put("app.kubernetes.io/name", "smoke-test")
                .put("app.kubernetes.io/managed-by", "k8s-release")
                .put("k8s-release.jenkins.io/app", app);
        metadata.putObject("annotations").put(EXPIRES, now.plusSeconds(longest).toString());
        ObjectNode spec = pod.putObject("spec");
        spec.put("restartPolicy", "Never")
                .put("activeDeadlineSeconds", longest)
                .put("terminationGracePeriodSeconds", 1)
                .put("automountServiceAccountToken", false)
                .put("enableServiceLinks", false);
        spec.putObject("nodeSelector").put("kubernetes.io/os", "linux");
        ObjectNode user = spec.putObject("securityContext");
        user.put("runAsNonRoot", true).put("runAsUser", 65532).put("runAsGroup", 65532);
        user.putObject("seccompProfile").put("type", "RuntimeDefault");
        container(spec.putArray("containers").addObject());
        return pod;
    }

    private void container(ObjectNode container) {
        container.put("name", CONTAINER).put("image", check.image()).put("imagePullPolicy", "IfNotPresent");
        container.putArray("command").add("curl");
        ArrayNode args = container.putArray("args");
        arguments().forEach(args::add);
        ObjectNode resources = container.putObject("resources");
        resources.putObject("requests").put("cpu", "10m").put("memory", "32Mi");
        resources.putObject("limits").put("cpu", "200m").put("memory", "64Mi");
        ObjectNode security = container.putObject("securityContext");
        security.put("allowPrivilegeEscalation", false)
                .put("readOnlyRootFilesystem", true)
                .putObject("capabilities")
                .putArray("drop")
                .add("ALL");
    }

    private List<String> arguments() {
        String scheme =
                check.protocol() == Protocol.TCP ? "telnet" : check.protocol().toString();
        String path = check.protocol() == Protocol.TCP ? "" : check.path();
        return List.of(
                "--disable",
                "--silent",
                "--show-error",
                "--globoff",
                // Inside a cluster certificates are seldom those of a public authority; the API server's proxy does not
                // check either.
                "--insecure",
                "--noproxy",
                "*",
                "--user-agent",
                "k8s-release",
                "--max-time",
                BigDecimal.valueOf(check.timeoutMillis(), 3).toPlainString(),
                "--max-filesize",
                Integer.toString(SmokeCheck.LARGEST_ANSWER),
                "--write-out",
                "\\n" + marker + " %{http_code} %{time_connect} %{time_total}\\n",
                scheme + "://" + address + path);
    }

    /** True when the pod has ended, one way or the other. */
    public static boolean hasEnded(KubeObject pod) {
        String phase = pod.text("status", "phase");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /**
     * What came of it.
     *
     * @param pod after its end
     * @param log its container's log
     */
    public SmokeResult result(KubeObject pod, byte[] log, int attempt) {
        Asked asked = new Asked(check, check.service(), attempt);
        JsonNode end = end(pod);
        String text = new String(log, StandardCharsets.UTF_8);
        Matcher figures = Pattern.compile("\\n?" + Pattern.quote(marker) + " (\\d{3}) ([\\d.]+) ([\\d.]+)\\n?")
                .matcher(text);
        if (!figures.find()) {
            return asked.failed(withoutFigures(pod, end, text));
        }
        long millis = millis(figures.group(3));
        if (check.protocol() == Protocol.TCP) {
            // curl waits for more after it has connected; that it had to be stopped then says nothing.
            return new BigDecimal(figures.group(2)).signum() > 0
                    ? asked.answered(new Answer(0, new byte[0], millis(figures.group(2))))
                    : asked.failed(Expectation.excerpt(figures.replaceFirst("")));
        }
        int exit = end.path("exitCode").asInt();
        if (exit == TOO_LARGE) {
            return asked.failed("the answer is larger than 1 MiB, which is not read from inside the cluster");
        }
        if (exit != 0) {
            return asked.failed(Expectation.excerpt(figures.replaceFirst("")) + " (curl's exit code " + exit + ")");
        }
        String body = text.substring(0, figures.start());
        return asked.answered(
                new Answer(Integer.parseInt(figures.group(1)), body.getBytes(StandardCharsets.UTF_8), millis));
    }

    private String withoutFigures(KubeObject pod, JsonNode end, String log) {
        String message = end.path("message").asText();
        String reason = end.path("reason").asText(pod.text("status", "reason"));
        if (message.contains("executable file not found") || message.contains("no such file")) {
            return "the image " + check.image() + " has no curl (" + Expectation.excerpt(message)
                    + "); name an image that has one";
        }
        String exit = end.path("exitCode").isMissingNode()
                ? ""
                : " with exit code " + end.path("exitCode").asInt();
        return "the pod that asks ended" + exit + (reason.isEmpty() ? "" : " (" + reason + ")")
                + " without saying what it was answered: "
                + Expectation.excerpt(message.isEmpty() ? log : message);
    }

    private static JsonNode end(KubeObject pod) {
        return pod.at("status", "containerStatuses").path(0).path("state").path("terminated");
    }

    private static long millis(String seconds) {
        return new BigDecimal(seconds).movePointRight(3).longValue();
    }

    /** True when nobody can have a use for the pod any more. */
    public static boolean isExpired(KubeObject pod, Instant now) {
        return KubeObject.parseTime(pod.annotations().getOrDefault(EXPIRES, ""))
                .map(expires -> expires.isBefore(now))
                .orElse(true);
    }

    /** What a pod cannot do, as a person may be told. */
    public String cannotRun(String why) {
        return String.format(
                Locale.ROOT,
                "the pod that asks cannot run: %s. It needs an image with curl that the nodes can pull; this was %s",
                why,
                check.image());
    }
}
