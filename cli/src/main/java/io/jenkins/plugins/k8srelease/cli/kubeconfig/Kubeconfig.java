package io.jenkins.plugins.k8srelease.cli.kubeconfig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.engine.object.Nearest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Kubeconfig files, merged by kubectl's rules: of several files in {@code KUBECONFIG} those that do not exist are
 * ignored, the first that sets an entry wins, and a relative path begins at the folder of its own file.
 */
public final class Kubeconfig {

    /** An entry and the file that it came from. */
    record Entry(JsonNode value, Path file) {}

    private static final JsonMapper MAPPER = new JsonMapper();

    private final List<Path> files;
    private final Map<String, Entry> contexts = new LinkedHashMap<>();
    private final Map<String, Entry> clusters = new LinkedHashMap<>();
    private final Map<String, Entry> users = new LinkedHashMap<>();
    private String currentContext = "";

    private Kubeconfig(List<Path> files) {
        this.files = files;
    }

    /**
     * Reads the file that {@code --kubeconfig} names, else those of the variable {@code KUBECONFIG}, else
     * {@code ~/.kube/config}.
     *
     * @param named null when the option was not given
     */
    public static Kubeconfig read(Console console, Path named) {
        if (named != null) {
            Path file = console.directory().resolve(named);
            if (!Files.isRegularFile(file) && !Files.exists(file)) {
                throw Failure.usage("there is no file " + file + ", which --kubeconfig names");
            }
            return merge(List.of(file));
        }
        List<Path> candidates = new ArrayList<>();
        for (String name : console.environment("KUBECONFIG").split(Pattern.quote(File.pathSeparator))) {
            if (!name.isEmpty()) {
                candidates.add(console.directory().resolve(name));
            }
        }
        if (candidates.isEmpty()) {
            String home = console.environment("HOME");
            candidates.add(Path.of(home.isEmpty() ? System.getProperty("user.home") : home, ".kube", "config"));
        }
        List<Path> found = candidates.stream().filter(Files::exists).toList();
        if (found.isEmpty()) {
            throw Failure.usage("no kubeconfig: there is no file " + join(candidates)
                    + ". Name one with --kubeconfig or in the variable KUBECONFIG, or use --in-cluster in a pod");
        }
        return merge(found);
    }

    private static Kubeconfig merge(List<Path> files) {
        Kubeconfig merged = new Kubeconfig(files);
        for (Path file : files) {
            JsonNode tree = parse(file);
            collect(tree.path("contexts"), "context", file, merged.contexts);
            collect(tree.path("clusters"), "cluster", file, merged.clusters);
            collect(tree.path("users"), "user", file, merged.users);
            if (merged.currentContext.isEmpty()) {
                merged.currentContext = tree.path("current-context").asText("");
            }
        }
        return merged;
    }

    private static JsonNode parse(Path file) {
        try {
            LoadSettings settings =
                    LoadSettings.builder().setLabel(file.toString()).build();
            Object tree = new Load(settings).loadFromString(Files.readString(file));
            return tree == null ? MAPPER.createObjectNode() : MAPPER.valueToTree(tree);
        } catch (IOException e) {
            throw Failure.usage("the kubeconfig " + file + " cannot be read: " + e.getMessage());
        } catch (YamlEngineException | IllegalArgumentException e) {
            // The parser's message quotes the line, which may hold a token.
            throw Failure.usage("the kubeconfig " + file + " is not YAML");
        }
    }

    private static void collect(JsonNode list, String field, Path file, Map<String, Entry> into) {
        for (JsonNode entry : list) {
            if (entry.path(field).isObject()) {
                into.putIfAbsent(entry.path("name").asText(), new Entry(entry.path(field), file));
            }
        }
    }

    /**
     * Chooses a context.
     *
     * @param named null for the current one
     */
    public Access access(Console console, String named) {
        String name = named == null || named.isEmpty() ? currentContext : named;
        if (name.isEmpty()) {
            throw Failure.usage("no context: " + join(files) + " has no current-context. Name one with --context: "
                    + String.join(", ", contexts.keySet()));
        }
        Entry context = contexts.get(name);
        if (context == null) {
            throw Failure.usage("there is no context \"" + name + "\" in " + join(files)
                    + Nearest.of(name, contexts.keySet())
                            .map(n -> "; did you mean \"" + n + "\"?")
                            .orElse(contexts.isEmpty() ? "" : "; it has " + String.join(", ", contexts.keySet())));
        }
        String description = "context \"" + name + "\" of " + context.file();
        Entry cluster = clusters.get(context.value().path("cluster").asText());
        if (cluster == null) {
            throw Failure.usage(description + " names the cluster \""
                    + context.value().path("cluster").asText() + "\", which is not defined");
        }
        String user = context.value().path("user").asText("");
        Entry credential = users.get(user);
        if (credential == null && !user.isEmpty()) {
            throw Failure.usage(description + " names the user \"" + user + "\", which is not defined");
        }
        Entry nobody = new Entry(MissingNode.getInstance(), context.file());
        return new Access(
                new ConfigMaker(console, description).make(cluster, credential == null ? nobody : credential),
                context.value().path("namespace").asText("default"),
                description);
    }

    private static String join(List<Path> files) {
        return files.stream().map(Path::toString).collect(Collectors.joining(", "));
    }
}
