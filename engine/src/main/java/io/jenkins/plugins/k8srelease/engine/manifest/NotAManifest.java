package io.jenkins.plugins.k8srelease.engine.manifest;

import io.jenkins.plugins.k8srelease.engine.manifest.Located.Mapping;
import java.util.Locale;
import java.util.Optional;

/** Recognises files that lie next to manifests and are read by another tool. */
final class NotAManifest {

    private NotAManifest() {}

    /** What to do with this file instead; empty when it resembles nothing that is known here. */
    static Optional<String> hint(Mapping document, Origin origin) {
        String path = origin.file().replace('\\', '/');
        String file = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (file.equals("chart.yaml") || file.startsWith("values") && document.at("kind") == null) {
            return Optional.of("this looks like a part of a Helm chart: release the output of helm template");
        }
        if (document.at("services") instanceof Mapping && document.at("kind") == null) {
            return Optional.of("this looks like a Compose file, which Kubernetes does not read");
        }
        if (document.at("resources") != null && document.at("kind") == null) {
            return Optional.of(
                    "this looks like a kustomization: name its folder, and call the file kustomization.yaml");
        }
        return Optional.empty();
    }

    /** True when text has the marks of Helm, Go templates or Jinja. */
    static boolean isTemplate(String text) {
        int open = text.indexOf("{{");
        return open >= 0 && text.indexOf("}}", open) > 0 || text.contains("{%");
    }
}
