package io.jenkins.plugins.k8srelease.engine.manifest;

import io.jenkins.plugins.k8srelease.engine.manifest.Located.Mapping;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Scalar;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Sequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A kustomization that only lists files and folders. It needs no kustomize: its resources are read as they are, so that
 * errors name their own lines, and nothing has to be installed. Everything else is left to kustomize.
 */
final class PlainKustomization {

    private static final Set<String> FIELDS = Set.of("apiVersion", "kind", "resources");

    private static final int MOST_BYTES = 1 << 20;

    /** What is certainly a path and not a URL of git or a remote base. */
    private static final Pattern PATH = Pattern.compile("[\\w./-]+");

    private PlainKustomization() {}

    /**
     * The resources in their order, paths from the folder.
     *
     * @param within real path of the folder that all must lie in
     * @return empty when this is for kustomize, whose own message is best for what is wrong
     */
    static Optional<List<String>> resources(Path folder, Path file, Path within, LoadLimits limits) throws IOException {
        Problems problems = new Problems();
        Optional<String> text = TextDecoder.decode(BoundedInput.read(file, MOST_BYTES), "", problems);
        if (text.isEmpty() || text.get().length() > MOST_BYTES) {
            return Optional.empty();
        }
        List<YamlDocuments.Part> documents = YamlDocuments.of(text.get());
        if (documents.size() != 1) {
            return Optional.empty();
        }
        try {
            Located tree = YamlReader.read(
                            documents.get(0).text(), new Origin("", 1, 1), new NodeBudget(limits), problems)
                    .orElse(null);
            boolean plain = problems.count() == 0
                    && tree instanceof Mapping mapping
                    && FIELDS.containsAll(mapping.fields().keySet())
                    && !tree.textAt("kind").equals("Component");
            if (plain && tree.at("resources") instanceof Sequence resources) {
                return names(folder.toRealPath(), resources, within);
            }
        } catch (UnreadableException e) {
            // kustomize says better what is wrong with its file.
        }
        return Optional.empty();
    }

    private static Optional<List<String>> names(Path folder, Sequence resources, Path within) throws IOException {
        List<String> names = new ArrayList<>();
        for (Located item : resources.items()) {
            String name = item instanceof Scalar scalar && scalar.value().isTextual()
                    ? scalar.value().textValue()
                    : "";
            if (!PATH.matcher(name).matches() || Path.of(name).isAbsolute()) {
                return Optional.empty();
            }
            Path path = folder.resolve(name).normalize();
            if (!path.startsWith(within) || !exists(path) || !path.toRealPath().startsWith(within)) {
                return Optional.empty();
            }
            names.add(name);
        }
        return Optional.of(names);
    }

    /** A file, or a folder that has a kustomization itself, as kustomize wants it. */
    private static boolean exists(Path path) {
        return Files.isRegularFile(path)
                || Files.isDirectory(path)
                        && FileCollector.KUSTOMIZATIONS.stream()
                                .anyMatch(name -> Files.isRegularFile(path.resolve(name)));
    }
}
