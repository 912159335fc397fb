package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Warns when a release's record would lie in another namespace than all that it releases: nobody would look for it there. */
final class NamespaceAdvice {

    private NamespaceAdvice() {}

    static Optional<String> of(String namespace, boolean named, List<LoadedObject> objects) {
        Set<String> others = objects.stream()
                .map(o -> o.object().namespace())
                .filter(n -> !n.isEmpty())
                .collect(Collectors.toSet());
        if (named || others.size() != 1 || others.contains(namespace)) {
            return Optional.empty();
        }
        String other = others.iterator().next();
        return Optional.of(
                "warning: the manifests go to namespace " + other + ", and the record of the release to " + namespace
                        + ", the namespace of the context. 'k8s-release deploy -n " + other + "' keeps them together");
    }
}
