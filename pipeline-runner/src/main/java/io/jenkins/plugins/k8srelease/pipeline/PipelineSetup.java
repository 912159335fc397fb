package io.jenkins.plugins.k8srelease.pipeline;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What stands around a program: files, libraries, credentials, and the steps that there are. */
public final class PipelineSetup {

    final Path root;
    final Map<String, Path> libraries = new HashMap<>();
    final Map<String, Step> steps = new TreeMap<>();
    final Map<String, String> credentials = new HashMap<>();
    boolean restartBeforeEachStep;

    /** @param root where {@code load} and Jenkinsfiles are looked for */
    public PipelineSetup(Path root) {
        this.root = root;
    }

    /** A library that {@code @Library} and {@code library} find under this name: a folder with {@code vars/} and {@code src/}. */
    public PipelineSetup library(String name, Path folder) {
        libraries.put(name, folder);
        return this;
    }

    public PipelineSetup step(String name, Step step) {
        steps.put(name, step);
        return this;
    }

    /** A credential; {@code user:password} for a user name with password. Its value is masked in the log. */
    public PipelineSetup credential(String id, String value) {
        credentials.put(id, value);
        return this;
    }

    /** Saves the program before every single step and goes on with what was read back: a Jenkins that restarts all the time. */
    public PipelineSetup restartBeforeEachStep(boolean restart) {
        restartBeforeEachStep = restart;
        return this;
    }
}
