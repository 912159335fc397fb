package io.jenkins.plugins.k8srelease.engine.bluegreen;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What stands against a colour that is about to come up, and what a person should know of it. */
final class Advice {

    private Advice() {}

    /** Services besides the two that would lead people to the other colour before it is switched to. */
    static List<String> strayServices(
            List<KubeObject> services, String active, String preview, Map<String, String> labels) {
        return services.stream()
                .filter(s -> s.groupKind().equals(Kinds.SERVICE))
                .filter(s -> !s.name().equals(active) && !s.name().equals(preview))
                .filter(s -> ColourLabels.selects(s.strings("spec", "selector"), labels))
                .map(s ->
                        "Service " + s.name() + " would send requests to the new colour before it is tested, since its"
                                + " selector " + s.strings("spec", "selector")
                                + " finds both; narrow it, delete it, or name it as the preview Service")
                .distinct()
                .toList();
    }

    /** The promise of lost requests none holds for applications that say when they are ready and stop gracefully. */
    static List<String> warnings(JsonNode deployment) {
        List<String> without = new ArrayList<>();
        List<String> abrupt = new ArrayList<>();
        for (JsonNode container : deployment.at("/spec/template/spec/containers")) {
            if (container.path("ports").isEmpty()) {
                continue;
            }
            String name = container.path("name").asText();
            if (!container.has("readinessProbe")) {
                without.add(name);
            }
            if (!container.path("lifecycle").has("preStop")) {
                abrupt.add(name);
            }
        }
        String workload =
                "deployment/" + deployment.path("metadata").path("name").asText();
        return Stream.concat(
                        without.stream()
                                .map(c -> workload + ": container " + c + " has no readinessProbe, so that it counts as"
                                        + " ready before it can answer: requests can be lost at the switch"),
                        abrupt.stream()
                                .map(
                                        c -> workload + ": container " + c
                                                + " has no preStop hook: unless it goes on answering"
                                                + " for some seconds after SIGTERM, requests can be lost when the old colour ends"))
                .toList();
    }
}
