package io.jenkins.plugins.k8srelease.pipeline.release;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ClusterOptions;
import io.jenkins.plugins.k8srelease.pipeline.PipelineRun;
import io.jenkins.plugins.k8srelease.pipeline.PipelineSetup;
import io.jenkins.plugins.k8srelease.pipeline.Step;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a Jenkinsfile against clusters, as a Jenkins would, and prints its log. For the demo; ends with 0 when the build's
 * result is SUCCESS, with 1 for any other result, with 2 when it could not be begun.
 */
public final class Main {

    private static final String USAGE = """
            usage: run-jenkinsfile JENKINSFILE [OPTION VALUE]...
              --workspace FOLDER        where manifests are read
              --library NAME=FOLDER     what @Library('NAME') loads
              --cluster NAME=KUBECONFIG a cluster, by the name that the Jenkinsfile uses
              --credential ID=VARIABLE  a secret text, from this variable of the environment
              --param NAME=VALUE        a parameter of the build; true and false are booleans
              --answer TEXT             the answer to the next question
              --document FILE           gets the result of the last release as JSON, with all smoke tests that followed;
                                        with - it goes to standard output, and the log to standard error\
            """;

    private final Map<String, Cluster> clusters = new LinkedHashMap<>();
    private final Map<String, Object> parameters = new LinkedHashMap<>();
    private final Deque<String> answers = new ArrayDeque<>();
    private final PipelineSetup setup;
    private final Path jenkinsfile;
    private Path workspace = Path.of("").toAbsolutePath();
    private String document = "";
    private ObjectNode result;

    private Main(Path jenkinsfile) {
        this.jenkinsfile = jenkinsfile;
        this.setup = new PipelineSetup(jenkinsfile.getParent());
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int code;
        try {
            if (arguments.length % 2 == 0) {
                throw new IllegalArgumentException(USAGE);
            }
            Main main = new Main(Path.of(arguments[0]).toAbsolutePath());
            for (int i = 1; i < arguments.length; i += 2) {
                main.option(arguments[i], arguments[i + 1]);
            }
            code = main.run(main.document.equals("-") ? System.err : out, out) ? 0 : 1;
        } catch (IOException | RuntimeException e) {
            System.err.println(e.getMessage());
            code = 2;
        }
        // Threads of a client may still be about.
        System.exit(code);
    }

    private void option(String option, String text) throws IOException {
        switch (option) {
            case "--workspace" -> workspace = Path.of(text).toAbsolutePath();
            case "--document" -> document = text;
            case "--answer" -> answers.add(text);
            case "--library" -> setup.library(name(text), Path.of(rest(text)));
            case "--param" ->
                parameters.put(
                        name(text),
                        List.of("true", "false").contains(rest(text)) ? Boolean.valueOf(rest(text)) : rest(text));
            case "--credential" -> setup.credential(name(text), secret(rest(text)));
            case "--cluster" ->
                clusters.put(
                        name(text),
                        Cluster.connect(
                                Config.fromKubeconfig(Files.readString(Path.of(rest(text)))),
                                ClusterOptions.standard()));
            default -> throw new IllegalArgumentException("there is no option " + option + "\n" + USAGE);
        }
    }

    private static String name(String pair) {
        int at = pair.indexOf('=');
        if (at < 1) {
            throw new IllegalArgumentException("'" + pair + "' is not NAME=VALUE\n" + USAGE);
        }
        return pair.substring(0, at);
    }

    private static String rest(String pair) {
        return pair.substring(pair.indexOf('=') + 1);
    }

    private static String secret(String variable) {
        String secret = System.getenv(variable);
        if (secret == null || secret.isEmpty()) {
            throw new IllegalArgumentException("the variable " + variable + " is not set");
        }
        return secret;
    }

    private boolean run(PrintStream log, PrintStream out) throws IOException {
        try (K8sSteps steps = new K8sSteps(workspace, clusters, step -> {}).onDocument(this::keep)) {
            steps.bind(setup);
            setup.step("input", (call, run) -> answers.isEmpty() ? Step.WAITS : answers.removeFirst());
            String name = String.valueOf(jenkinsfile.getFileName());
            String job = name.replaceFirst("\\.Jenkinsfile$", "");
            PipelineRun run = PipelineRun.of(setup, name, Map.of("JOB_NAME", job, "BUILD_NUMBER", "1"), parameters)
                    .onLog(log::println);
            if (!run.run()) {
                throw new IllegalArgumentException("a question has no --answer: " + run.waiting());
            }
            log.println("Finished: " + run.result());
            if (result != null && !document.isEmpty()) {
                write(out);
            }
            return "SUCCESS".equals(run.result());
        } finally {
            clusters.values().forEach(Cluster::close);
        }
    }

    private void write(PrintStream out) throws IOException {
        String json = new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(result);
        if (document.equals("-")) {
            out.println(json);
        } else {
            Files.writeString(Path.of(document), json + "\n");
        }
    }

    /** Smoke tests belong to the release that they ask about. */
    private void keep(ObjectNode document) {
        if (result != null && document.path("command").asText().equals("smoke-test")) {
            document.path("smoke").forEach(((ArrayNode) result.path("smoke"))::add);
        } else {
            result = document;
        }
    }
}
