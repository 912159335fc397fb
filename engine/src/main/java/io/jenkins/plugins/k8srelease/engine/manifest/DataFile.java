package io.jenkins.plugins.k8srelease.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Mapping;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One document of YAML or JSON that is no manifest, read with the same care: size, depth and aliases are limited, keys
 * are unique, and everything remembers its line.
 */
public final class DataFile {

    private final String file;
    private final Located tree;

    private DataFile(String file, Located tree) {
        this.file = file;
        this.tree = tree;
    }

    /**
     * Reads a file.
     *
     * @param file its name, as the user would write it
     * @throws BadInputException when it cannot be read, or holds no document
     */
    public static DataFile read(String file, byte[] content) throws BadInputException {
        Problems problems = new Problems();
        LoadLimits limits = LoadLimits.standard();
        if (content.length > limits.maxFileBytes()) {
            problems.add(Origin.of(file), "this is larger than " + Sizes.of(limits.maxFileBytes()));
        }
        problems.throwIfAny();
        String text = TextDecoder.decode(content, file, problems).orElse("");
        problems.throwIfAny();
        Located tree = null;
        try {
            NodeBudget budget = new NodeBudget(limits);
            tree = file.toLowerCase(Locale.ROOT).endsWith(".json")
                    ? json(text, file, budget, problems)
                    : YamlReader.read(text, new Origin(file, 1, 1), budget, problems)
                            .orElse(null);
        } catch (UnreadableException e) {
            problems.add(e.problem());
        }
        problems.throwIfAny();
        if (tree == null) {
            problems.add(Origin.of(file), "the file is empty");
        }
        problems.throwIfAny();
        return new DataFile(file, tree);
    }

    private static Located json(String text, String file, NodeBudget budget, Problems problems)
            throws UnreadableException {
        try (JsonReader reader = new JsonReader(text, file, budget, problems)) {
            Located first = reader.next();
            Located second = first == null ? null : reader.next();
            if (second != null) {
                problems.add(new Origin(file, 0, second.line()), "more content follows the end of the document");
            }
            return first;
        }
    }

    /** The whole. */
    public Part root() {
        return new Part(tree);
    }

    /** A value of the file, with its place. */
    public final class Part {

        private final Located node;

        private Part(Located node) {
            this.node = node;
        }

        public JsonNode json() {
            return node.toJson();
        }

        /** Where it stands. */
        public Origin origin() {
            return new Origin(file, 0, node.line());
        }

        /** The items of a list; empty when this is none. */
        public List<Part> items() {
            return node instanceof Sequence list
                    ? list.items().stream().map(Part::new).toList()
                    : List.of();
        }

        /** The names of a mapping's fields, in their order; empty when this is none. */
        public List<String> fields() {
            return node instanceof Mapping mapping
                    ? new ArrayList<>(mapping.fields().keySet())
                    : List.of();
        }

        /** A field of a mapping, null when it has none of that name. */
        public Part field(String name) {
            Located value = node.at(name);
            return value == null ? null : new Part(value);
        }
    }
}
