package io.jenkins.plugins.k8srelease.engine.manifest;

import java.util.List;
import java.util.stream.Collectors;

/** The input cannot be released. Lists every problem of every document at once; nothing was applied. */
public final class BadInputException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Problem[] problems;

    public BadInputException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("an exception needs a problem");
        }
        this.problems = problems.toArray(Problem[]::new);
    }

    /** In the order of the input. */
    public List<Problem> problems() {
        return List.of(problems);
    }
}
