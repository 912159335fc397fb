package io.jenkins.plugins.k8srelease.cli.kubeconfig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A credential plugin of client-go (KEP-541): a program that prints a token or a client certificate. It is run again when
 * its credential is about to expire, so that a long release outlives the short tokens of the clouds.
 */
final class ExecPlugin implements OAuthTokenProvider {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Duration EARLY = Duration.ofSeconds(30);

    private final JsonNode exec;
    private final JsonNode cluster;
    private final Path folder;
    private final Console console;
    private final String description;
    private JsonNode status;

    private ExecPlugin(JsonNode exec, JsonNode cluster, Path folder, Console console, String description) {
        this.exec = exec;
        this.cluster = cluster;
        this.folder = folder;
        this.console = console;
        this.description = description;
    }

    static ExecPlugin of(Kubeconfig.Entry user, Kubeconfig.Entry cluster, Console console, String description) {
        return new ExecPlugin(
                user.value().path("exec"),
                cluster.value(),
                user.file().toAbsolutePath().getParent(),
                console,
                description);
    }

    void configure(Config config) {
        status = run();
        if (status.hasNonNull("clientCertificateData")) {
            config.setClientCertData(base64(status.path("clientCertificateData").asText()));
            config.setClientKeyData(base64(status.path("clientKeyData").asText()));
        }
        if (status.hasNonNull("token")) {
            config.setOauthTokenProvider(this);
        }
    }

    @Override
    public synchronized String getToken() {
        Optional<Instant> expires =
                KubeObject.parseTime(status.path("expirationTimestamp").asText(""));
        if (expires.isPresent() && Instant.now().isAfter(expires.get().minus(EARLY))) {
            status = run();
        }
        return status.path("token").asText();
    }

    private JsonNode run() {
        String output;
        try {
            ProcessBuilder builder = new ProcessBuilder(command());
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
            // A person may have to answer it, as when a browser login prints a code.
            boolean interactive = console.terminal().in()
                    && !exec.path("interactiveMode").asText().equals("Never");
            builder.redirectInput(
                    interactive
                            ? ProcessBuilder.Redirect.INHERIT
                            : ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
            exec.path("env").forEach(v -> builder.environment()
                    .put(v.path("name").asText(), v.path("value").asText()));
            builder.environment().put("KUBERNETES_EXEC_INFO", info(interactive));
            Process process = builder.start();
            output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw failed("ended with exit code " + code, null);
            }
        } catch (IOException e) {
            String hint = exec.path("installHint").asText("");
            throw failed("cannot be run: " + e.getMessage() + (hint.isEmpty() ? "" : ". " + hint.strip()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was interrupted", e);
        }
        return credential(output);
    }

    private JsonNode credential(String output) {
        try {
            JsonNode answer = MAPPER.readTree(output);
            String wanted = exec.path("apiVersion").asText();
            if (!answer.path("apiVersion").asText().equals(wanted)) {
                throw failed(
                        "answers in " + answer.path("apiVersion").asText("no version") + " instead of " + wanted, null);
            }
            JsonNode found = answer.path("status");
            if (!found.hasNonNull("token") && !found.hasNonNull("clientCertificateData")) {
                throw failed("gave neither a token nor a certificate", null);
            }
            return found;
        } catch (JsonProcessingException e) {
            // Without the parser's message, which quotes what may be a token.
            throw failed("did not print a credential", null);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        String program = exec.path("command").asText();
        // With a separator it is relative to the kubeconfig, otherwise it is looked up in the PATH.
        command.add(program.contains("/") ? folder.resolve(program).normalize().toString() : program);
        exec.path("args").forEach(a -> command.add(a.asText()));
        return command;
    }

    private String info(boolean interactive) {
        ObjectNode info = MAPPER.createObjectNode();
        info.put("apiVersion", exec.path("apiVersion").asText()).put("kind", "ExecCredential");
        ObjectNode spec = info.putObject("spec").put("interactive", interactive);
        if (exec.path("provideClusterInfo").asBoolean()) {
            ObjectNode about = spec.putObject("cluster");
            for (String field :
                    List.of("server", "certificate-authority-data", "insecure-skip-tls-verify", "proxy-url")) {
                if (cluster.has(field)) {
                    about.set(field, cluster.get(field));
                }
            }
        }
        return info.toString();
    }

    private Failure failed(String what, Throwable cause) {
        return Failure.cannotStart(
                description + ": the credential plugin " + exec.path("command").asText() + " " + what, cause);
    }

    /** The client wants PEM in Base64, as a kubeconfig has it. */
    private static String base64(String pem) {
        return java.util.Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    }
}
