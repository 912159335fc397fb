package io.jenkins.plugins.k8srelease.cli.dump;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads dumps of any size that memory holds: JSON or YAML, one document or many, lists or single objects. */
public final class DumpReader {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String STANDARD_INPUT = "-";

    private final Console console;

    public DumpReader(Console console) {
        this.console = console;
    }

    /**
     * Reads a file.
     *
     * @param name {@code -} for standard input
     */
    public List<KubeObject> read(String name) {
        String shown = name.equals(STANDARD_INPUT) ? "standard input" : name;
        Path file = name.equals(STANDARD_INPUT) ? null : console.directory().resolve(name);
        try (InputStream in = new BufferedInputStream(file == null ? console.in() : Files.newInputStream(file))) {
            return isJson(in) ? json(in, shown) : yaml(in, shown);
        } catch (NoSuchFileException e) {
            throw Failure.usage("there is no file " + shown);
        } catch (JsonProcessingException e) {
            throw Failure.usage(shown + " is not JSON: " + e.getOriginalMessage() + " in line "
                    + e.getLocation().getLineNr());
        } catch (YamlEngineException e) {
            throw Failure.usage(shown + " is not YAML: " + e.getMessage());
        } catch (IOException e) {
            throw Failure.usage(shown + " cannot be read: " + e.getMessage());
        }
    }

    private static boolean isJson(InputStream in) throws IOException {
        in.mark(64);
        int first = in.read();
        while (first >= 0 && Character.isWhitespace(first)) {
            first = in.read();
        }
        in.reset();
        return first == '{';
    }

    private static List<KubeObject> json(InputStream in, String name) throws IOException {
        List<KubeObject> objects = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                MAPPER.readerFor(JsonNode.class).readValues(in)) {
            while (documents.hasNextValue()) {
                add(documents.nextValue(), name, objects);
            }
        }
        return objects;
    }

    private static List<KubeObject> yaml(InputStream in, String name) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setCodePointLimit(Integer.MAX_VALUE)
                .setAllowDuplicateKeys(true)
                .build();
        List<KubeObject> objects = new ArrayList<>();
        for (Object document : new Load(settings).loadAllFromInputStream(in)) {
            if (document != null) {
                add(MAPPER.valueToTree(document), name, objects);
            }
        }
        return objects;
    }

    private static void add(JsonNode tree, String name, List<KubeObject> objects) {
        if (!(tree instanceof ObjectNode object)
                || object.path("kind").asText("").isEmpty()) {
            throw Failure.usage(name + " holds something that is not a Kubernetes object: it has no kind");
        }
        objects.add(new KubeObject(object));
    }
}
