package io.jenkins.plugins.k8srelease.engine.manifest;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern for paths as a shell (with globstar) and Ant know it: {@code *}, {@code ?}, {@code [abc]} and {@code {a,b}}
 * within a name, {@code **} for any number of folders, none included. Hidden names match only a pattern that begins with
 * a dot.
 */
final class Glob {

    private final String root;

    /** One for each name; null stands for any number of names. */
    private final List<NamePattern> patterns = new ArrayList<>();

    /**
     * @throws IllegalArgumentException when a bracket or brace is not closed
     */
    Glob(String pattern) {
        String[] parts = pattern.split("/+", -1);
        int fixed = 0;
        while (fixed < parts.length - 1 && !isGlob(parts[fixed])) {
            fixed++;
        }
        String folders = String.join("/", List.of(parts).subList(0, fixed));
        root = fixed > 0 && folders.isEmpty() ? "/" : folders;
        for (int i = fixed; i < parts.length; i++) {
            patterns.add(parts[i].equals("**") ? null : new NamePattern(parts[i]));
        }
    }

    static boolean isGlob(String path) {
        return path.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '{');
    }

    /** The folder below which everything lies that can match; empty for the current one. */
    String root() {
        return root;
    }

    /** True when a path of names below the root matches. */
    boolean matches(List<String> names) {
        boolean[] reached = reached(names);
        return reached[patterns.size()];
    }

    /** True when something below this folder may match, so that it is worth a visit. */
    boolean mayMatchBelow(List<String> names) {
        boolean[] reached = reached(names);
        for (int i = 0; i < patterns.size(); i++) {
            if (reached[i]) {
                return true;
            }
        }
        return false;
    }

    /** At an index: whether the patterns before it can stand for all these names. */
    private boolean[] reached(List<String> names) {
        boolean[] reached = new boolean[patterns.size() + 1];
        reached[0] = true;
        skipDoubleStars(reached);
        for (String name : names) {
            boolean[] next = new boolean[reached.length];
            for (int i = 0; i < patterns.size(); i++) {
                NamePattern pattern = patterns.get(i);
                if (reached[i] && pattern == null && !name.startsWith(".")) {
                    next[i] = true;
                } else if (reached[i] && pattern != null && pattern.matches(name)) {
                    next[i + 1] = true;
                }
            }
            skipDoubleStars(next);
            reached = next;
        }
        return reached;
    }

    /** A {@code **} may stand for nothing. */
    private void skipDoubleStars(boolean[] reached) {
        for (int i = 0; i < patterns.size(); i++) {
            reached[i + 1] |= reached[i] && patterns.get(i) == null;
        }
    }
}
