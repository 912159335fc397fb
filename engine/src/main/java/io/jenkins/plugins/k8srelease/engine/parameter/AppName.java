package io.jenkins.plugins.k8srelease.engine.parameter;

import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds out which application manifests are of, when nobody names it. */
public final class AppName {

    private static final List<String> LABELS = List.of("app.kubernetes.io/part-of", "app.kubernetes.io/name");

    /** Why none was found, as part of a sentence. */
    public static final String NO_LABEL = "the objects do not all carry the same label " + String.join(" or ", LABELS);

    /**
     * What was found.
     *
     * @param app the application's name
     * @param label the label that says so
     */
    public record Labelled(String app, String label) {

        /** For people, who should know where the name comes from. */
        public String sentence() {
            return "application " + app + ", as the label " + label + " of all objects says";
        }
    }

    private AppName() {}

    /** The application that all objects name by the same label. */
    public static Optional<Labelled> of(List<LoadedObject> objects) {
        return LABELS.stream()
                .flatMap(label -> common(objects, label).map(app -> new Labelled(app, label)).stream())
                .findFirst();
    }

    private static Optional<String> common(List<LoadedObject> objects, String label) {
        Set<String> values = objects.stream()
                .map(o -> o.object().labels().getOrDefault(label, ""))
                .collect(Collectors.toSet());
        return values.size() == 1 ? values.stream().filter(v -> !v.isEmpty()).findFirst() : Optional.empty();
    }
}
