package io.jenkins.plugins.k8srelease.engine.manifest;

import java.io.IOException;

/**
 * Builds the kustomization of a folder. It runs a program of the machine on files of the user, which may fetch remote
 * bases: only for input that is trusted as much as the user's own shell.
 */
@FunctionalInterface
public interface KustomizeRunner {

    /**
     * Builds a folder.
     *
     * @param folder as {@link Gathered.Kustomization#path()} has it
     * @return one file, the output; or the problem why there is none
     * @throws IOException when the machine cannot be reached
     */
    Gathered build(String folder, LoadLimits limits) throws IOException, InterruptedException;

    /** Refuses every kustomization. */
    static KustomizeRunner none() {
        return (folder, limits) -> Gathered.failed(new Problem(
                Origin.of(folder),
                "this folder has a kustomization, and kustomize may not be run here",
                "run kustomize build yourself and release its output"));
    }
}
