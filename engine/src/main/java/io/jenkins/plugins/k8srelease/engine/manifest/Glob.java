package io.jenkins.plugins.k8srelease.engine.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A pattern for paths as a shell (with globstar) and Ant know it: {@code *}, {@code ?}, {@code [abc]} and {@code {a,b}}
 * within a name, {@code **} for any number of folders, none included. Hidden names match only a pattern that begins with
 * a dot.
 */
final class Glob {

    private final String root;
    private final List<String> segments;
    private final List<Pattern> patterns = new ArrayList<>();

    /**
     * @throws IllegalArgumentException when a bracket or brace is not closed
     */
    Glob(String pattern) {
        String[] parts = pattern.split("/+", -1);
        int fixed = 0;
        while (fixed < parts.length - 1 && !isGlob(parts[fixed])) {
            fixed++;
        }
        root = fixed == 0
                ? ""
                : String.join("/", List.of(parts).subList(0, fixed)) + (parts[0].isEmpty() && fixed == 1 ? "/" : "");
        segments = List.of(parts).subList(fixed, parts.length);
        for (String segment : segments) {
            patterns.add(segment.equals("**") ? null : Pattern.compile(regex(segment)));
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
        return matches(names, 0, 0, true);
    }

    /** True when something below this folder may match, so that it is worth a visit. */
    boolean mayMatchBelow(List<String> names) {
        return matches(names, 0, 0, false);
    }

    private boolean matches(List<String> names, int name, int segment, boolean whole) {
        if (name == names.size()) {
            return !whole
                    || segment == patterns.size()
                    || segment == patterns.size() - 1 && patterns.get(segment) == null;
        }
        if (segment == patterns.size()) {
            return false;
        }
        Pattern pattern = patterns.get(segment);
        if (pattern != null) {
            boolean hidden =
                    names.get(name).startsWith(".") && !segments.get(segment).startsWith(".");
            return !hidden
                    && pattern.matcher(names.get(name)).matches()
                    && matches(names, name + 1, segment + 1, whole);
        }
        return matches(names, name, segment + 1, whole)
                || !names.get(name).startsWith(".") && matches(names, name + 1, segment, whole);
    }

    private static String regex(String segment) {
        StringBuilder regex = new StringBuilder();
        boolean braces = false;
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                case '{' -> {
                    if (braces || segment.indexOf('}', i) < 0) {
                        throw new IllegalArgumentException("a brace is nested or not closed");
                    }
                    braces = true;
                    regex.append("(?:");
                }
                case '}' -> {
                    regex.append(braces ? ")" : "\\}");
                    braces = false;
                }
                case ',' -> regex.append(braces ? "|" : ",");
                case '[' -> {
                    int end = segment.indexOf(']', i + 2);
                    if (end < 0) {
                        throw new IllegalArgumentException("a bracket is not closed");
                    }
                    boolean not = segment.charAt(i + 1) == '!' || segment.charAt(i + 1) == '^';
                    String set = segment.substring(not ? i + 2 : i + 1, end);
                    if (set.isEmpty()) {
                        throw new IllegalArgumentException("a bracket is empty");
                    }
                    regex.append(not ? "[^" : "[")
                            .append(set.replaceAll("[\\\\\\[\\]&^]", "\\\\$0"))
                            .append(']');
                    i = end;
                }
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }
}
