package io.jenkins.plugins.k8srelease.engine.manifest;

import java.io.Serializable;
import java.util.List;

/**
 * What was found where a source points to. Plain data, so that it can be gathered on another machine in one go.
 *
 * @param found in the order in which it is to be loaded
 * @param problems what could not be read, and why
 */
public record Gathered(List<Found> found, List<Problem> problems) implements Serializable {

    private static final long serialVersionUID = 1L;

    public Gathered {
        found = List.copyOf(found);
        problems = List.copyOf(problems);
    }

    public static Gathered of(Found found) {
        return new Gathered(List.of(found), List.of());
    }

    public static Gathered failed(Problem problem) {
        return new Gathered(List.of(), List.of(problem));
    }

    /** Something to load. */
    public sealed interface Found extends Serializable {

        /** The same for the same file, however it was named; a file that several sources name is loaded once. */
        String identity();
    }

    /**
     * A file.
     *
     * @param name what errors call it
     * @param content its bytes
     */
    public record File(String name, String identity, byte[] content) implements Found {
        private static final long serialVersionUID = 1L;
    }

    /**
     * A folder with a kustomization.
     *
     * @param path to be given to a {@link KustomizeRunner} on the same machine
     */
    public record Kustomization(String path, String identity) implements Found {
        private static final long serialVersionUID = 1L;
    }
}
