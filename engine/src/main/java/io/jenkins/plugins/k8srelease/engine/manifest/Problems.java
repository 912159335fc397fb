package io.jenkins.plugins.k8srelease.engine.manifest;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong and what is odd, so that the user hears of everything at once. */
final class Problems {

    /** More than a person will read; a hostile file could otherwise cause millions. */
    private static final int MOST = 200;

    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> warnings = new LinkedHashSet<>();
    private int left;

    void add(Origin origin, String message, String hint) {
        add(new Problem(origin, message, hint));
    }

    void add(Origin origin, String message) {
        add(origin, message, "");
    }

    void add(Problem problem) {
        if (problems.size() < MOST) {
            problems.add(problem);
        } else {
            left++;
        }
    }

    void warn(Origin origin, String message) {
        if (warnings.size() < MOST) {
            warnings.add(origin + ": " + message);
        }
    }

    /** Takes a warning over that has its origin already. */
    void passOn(String warning) {
        if (warnings.size() < MOST) {
            warnings.add(warning);
        }
    }

    /** How many were reported so far, to see whether a step added one. */
    int count() {
        return problems.size() + left;
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    List<Problem> all() {
        List<Problem> all = new ArrayList<>(problems);
        if (left > 0) {
            Origin last = problems.get(problems.size() - 1).origin();
            all.add(new Problem(Origin.of(last.file()), "and " + left + " more problems are not shown", ""));
        }
        return all;
    }

    void throwIfAny() throws BadInputException {
        if (!problems.isEmpty()) {
            throw new BadInputException(all());
        }
    }
}
