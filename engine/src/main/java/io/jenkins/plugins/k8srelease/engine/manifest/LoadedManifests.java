package io.jenkins.plugins.k8srelease.engine.manifest;

import java.util.List;

/**
 * Everything that was loaded.
 *
 * @param objects in the order of the input, never empty, no two of one identity
 * @param warnings what was accepted but deserves a look, one sentence each with its origin
 */
public record LoadedManifests(List<LoadedObject> objects, List<String> warnings) {

    public LoadedManifests {
        objects = List.copyOf(objects);
        warnings = List.copyOf(warnings);
    }
}
