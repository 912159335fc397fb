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

    private final NodeBudget budget;
    private final Problems problems;
    private final List<Item> items = new ArrayList<>();
    private boolean full;

    DocumentReader(LoadLimits limits, Problems problems) {
        this.budget = new NodeBudget(limits);
        this.problems = problems;
    }

    List<Item> items() {
        return items;
    }

    void read(Gathered.File file) {
        if (isFull()) {
            return;
        }
        Optional<String> decoded = TextDecoder.decode(file.content(), file.name(), problems);
        if (decoded.isEmpty()) {
            return;
        }
        String text = decoded.get();
        int itemsBefore = items.size();
        int problemsBefore = problems.count();
        boolean named = file.name().toLowerCase(Locale.ROOT).endsWith(".json");
        if (!named && !JSON.matcher(text).find() || !json(text, file.name(), named)) {
            yaml(text, file.name());
        }
        if (items.size() == itemsBefore && problems.count() == problemsBefore) {
            problems.warn(Origin.of(file.name()), "holds no object");
        }
    }

    /** False when this is no JSON, but may be YAML that begins like it. */
    private boolean json(String text, String file, boolean named) {
        Problems found = new Problems();
        List<Item> trees = new ArrayList<>();
        try (JsonReader reader = new JsonReader(text, file, budget, found)) {
            for (Located tree = reader.next(); tree != null; tree = reader.next()) {
                trees.add(new Item(tree, new Origin(file, reader.number(), tree.line())));
            }
        } catch (UnreadableException e) {
            if (!named && !budget.isExceeded() && yamlReads(text, file)) {
                return false;
            }
            found.add(hinted(e.problem(), text));
        }
        found.all().forEach(problems::add);
        trees.forEach(item -> add(item.tree(), item.origin()));
        return true;
    }

    private boolean yamlReads(String text, String file) {
        DocumentReader trial = new DocumentReader(budget.limits(), new Problems());
        trial.yaml(text, file);
        return trial.problems.count() == 0;
    }

    private void yaml(String text, String file) {
        for (YamlDocuments.Part part : YamlDocuments.of(text)) {
            if (isFull()) {
                return;
            }
            Origin origin = new Origin(file, part.number(), part.firstLine());
            try {
                Problems found = new Problems();
                YamlReader.read(part.text(), origin, budget, found).ifPresent(tree -> {
                    found.all().forEach(problems::add);
                    found.warnings().forEach(problems::passOn);
                    add(tree, origin.atLine(tree.line()));
                });
            } catch (UnreadableException e) {
                problems.add(hinted(e.problem(), part.text()));
            }
        }
    }

    private boolean isFull() {
        return full || budget.isExceeded();
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
        if (items.size() >= budget.limits().maxObjects()) {
            if (!full) {
                problems.add(origin, "there are more than " + budget.limits().maxObjects() + " objects", "");
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
