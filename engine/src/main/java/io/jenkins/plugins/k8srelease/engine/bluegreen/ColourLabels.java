package io.jenkins.plugins.k8srelease.engine.bluegreen;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import java.util.Map;
import java.util.Optional;

/** The labels and annotations by which colours are told apart. */
public final class ColourLabels {

    /** Label with the colour, where the application has none of its own. */
    public static final String COLOUR = "k8s-release.jenkins.io/colour";

    /** Annotation of a Deployment of a colour: the name by which people know the workload. */
    public static final String WORKLOAD = "k8s-release.jenkins.io/workload";

    /** Annotation of a colour's own copy of a ConfigMap or Secret: the name of what it is a copy of. */
    public static final String COPY_OF = "k8s-release.jenkins.io/copy-of";

    /** What tells the ReplicaSets of one Deployment apart (Kubernetes, Deployments, "Pod-template-hash label"). */
    public static final String HASH = "pod-template-hash";

    private ColourLabels() {}

    /** The label in a Deployment's selector whose value is a colour, such as {@code version: blue}. */
    static Optional<String> keyOf(JsonNode deployment) {
        JsonNode labels = deployment.at("/spec/selector/matchLabels");
        return labels.properties().stream()
                .filter(e -> isColour(e.getValue().asText()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    static boolean isColour(String value) {
        return value.equals(Colours.BLUE) || value.equals(Colours.GREEN);
    }

    /** The name by which people know a Deployment, whatever its colour. */
    static String workload(JsonNode deployment) {
        String noted =
                deployment.path("metadata").path("annotations").path(WORKLOAD).asText();
        if (!noted.isEmpty()) {
            return noted;
        }
        String name = deployment.path("metadata").path("name").asText();
        return keyOf(deployment)
                .map(key -> "-"
                        + deployment.at("/spec/selector/matchLabels").path(key).asText())
                .filter(name::endsWith)
                .map(suffix -> name.substring(0, name.length() - suffix.length()))
                .orElse(name);
    }

    /** True when pods with these labels are found by a selector; an empty one finds none here. */
    static boolean selects(Map<String, String> selector, Map<String, String> labels) {
        return !selector.isEmpty() && labels.entrySet().containsAll(selector.entrySet());
    }
}
