package io.jenkins.plugins.k8srelease.engine.manifest;

import io.jenkins.plugins.k8srelease.engine.manifest.Located.Scalar;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parses files into the trees of their objects, lists taken apart. */
final class DocumentReader {

    /** What will become an object. */
    record Item(Located tree, Origin origin) {}

    /** The beginning of a JSON object; YAML's flow mapping may look the same and is tried next. */
    private static final Pattern JSON = Pattern.compile("\\A\\s*\\{\\s*[\"}]");

    private final LoadLimits limits;
    private final Problems problems;
    private final List<Item> items = new ArrayList<>();
    private boolean full;

    DocumentReader(LoadLimits limits, Problems problems) {
        this.limits = limits;
        this.problems = problems;
    }

    List<Item> items() {
        return items;
    }

    void read(Gathered.File file) {
        if (full) {
            return;
        }
        Optional<String> decoded = TextDecoder.decode(file.content(), file.name(), problems);
        if (decoded.isEmpty()) {
            return;
        }
        String text = decoded.get();
        boolean named = file.name().toLowerCase(Locale.ROOT).endsWith(".json");
        int itemsBefore = items.size();
        int problemsBefore = problems.count();
        if (named || JSON.matcher(text).find()) {
            Optional<Problem> problem = json(text, file.name());
            if (problem.isPresent() && (named || !yamlReads(text, file.name()))) {
                problems.add(hinted(problem.get(), text));
            } else if (problem.isPresent()) {
                items.subList(itemsBefore, items.size()).clear();
                yaml(text, file.name());
            }
        } else {
            yaml(text, file.name());
        }
        if (items.size() == itemsBefore && problems.count() == problemsBefore) {
            problems.warn(Origin.of(file.name()), "holds no object");
        }
    }

    private Optional<Problem> json(String text, String file) {
        try (JsonReader reader = new JsonReader(text, file, limits, problems)) {
            for (Located tree = reader.next(); tree != null; tree = reader.next()) {
                add(tree, new Origin(file, reader.number(), tree.line()));
            }
            return Optional.empty();
        } catch (UnreadableException e) {
            return Optional.of(e.problem());
        }
    }

    private boolean yamlReads(String text, String file) {
        Problems ignored = new Problems();
        new DocumentReader(limits, ignored).yaml(text, file);
        return ignored.count() == 0;
    }

    private void yaml(String text, String file) {
        for (YamlDocuments.Part part : YamlDocuments.of(text)) {
            Origin origin = new Origin(file, part.number(), part.firstLine());
            try {
                Problems found = new Problems();
                YamlReader.read(part.text(), origin, limits, found).ifPresent(tree -> {
                    found.all().forEach(problems::add);
                    found.warnings().forEach(problems::passOn);
                    add(tree, origin.atLine(tree.line()));
                });
            } catch (UnreadableException e) {
                problems.add(hinted(e.problem(), part.text()));
            }
        }
    }

    /** Text with {{ }} that is not YAML is a template that nobody rendered. */
    private static Problem hinted(Problem problem, String text) {
        if (!NotAManifest.isTemplate(text)) {
            return problem;
        }
        return new Problem(
                problem.origin(),
                problem.message(),
                "this looks like a template: render it first, for example with helm template, and release the output");
    }

    private void add(Located tree, Origin origin) {
        if (tree instanceof Scalar scalar && (scalar.value().isNull() || scalar.isRefused())) {
            return;
        }
        if (isList(tree) && tree.at("items") instanceof Sequence list) {
            list.items().forEach(item -> add(item, origin.atLine(item.line())));
            return;
        }
        if (items.size() >= limits.maxObjects()) {
            if (!full) {
                problems.add(origin, "there are more than " + limits.maxObjects() + " objects", "");
            }
            full = true;
            return;
        }
        items.add(new Item(tree, origin));
    }

    /** A List of kubectl, or a typed one such as ConfigMapList: an object with items and without a name. */
    private static boolean isList(Located tree) {
        String kind = tree.textAt("kind");
        return kind.endsWith("List") && (kind.equals("List") || tree.at("metadata", "name") == null);
    }
}
