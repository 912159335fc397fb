package io.jenkins.plugins.k8srelease.engine.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A pattern for one name in a path, without {@code **}. Not a regular expression: a hostile pattern would make that one
 * backtrack for ever; this costs at most (name × pattern) steps.
 */
final class NamePattern {

    private static final int MOST_ALTERNATIVES = 100;

    /** Each alternative is a list of single characters; null stands for any number of them. */
    private final List<List<IntPredicate>> alternatives = new ArrayList<>();

    private final boolean hidden;

    NamePattern(String pattern) {
        hidden = pattern.startsWith(".");
        for (String alternative : expand(pattern)) {
            alternatives.add(compile(alternative));
        }
    }

    /** Hidden names match only when the pattern says so itself. */
    boolean matches(String name) {
        return (hidden || !name.startsWith(".")) && alternatives.stream().anyMatch(tokens -> matches(tokens, name));
    }

    private static boolean matches(List<IntPredicate> tokens, String name) {
        int token = 0;
        int at = 0;
        int star = -1;
        int starAt = 0;
        while (at < name.length()) {
            if (token < tokens.size() && tokens.get(token) == null) {
                star = token++;
                starAt = at;
            } else if (token < tokens.size() && tokens.get(token).test(name.charAt(at))) {
                token++;
                at++;
            } else if (star >= 0) {
                // Only the last star ever needs to take more: what stands before it has matched as early as it can.
                token = star + 1;
                at = ++starAt;
            } else {
                return false;
            }
        }
        while (token < tokens.size() && tokens.get(token) == null) {
            token++;
        }
        return token == tokens.size();
    }

    /** All texts that braces stand for. */
    private static List<String> expand(String pattern) {
        int open = pattern.indexOf('{');
        if (open < 0) {
            return List.of(pattern);
        }
        int close = pattern.indexOf('}', open);
        if (close < 0 || pattern.substring(open + 1, close).indexOf('{') >= 0) {
            throw new IllegalArgumentException("a brace is nested or not closed");
        }
        List<String> result = new ArrayList<>();
        List<String> rests = expand(pattern.substring(close + 1));
        for (String choice : pattern.substring(open + 1, close).split(",", -1)) {
            for (String rest : rests) {
                if (result.size() == MOST_ALTERNATIVES) {
                    throw new IllegalArgumentException("the braces stand for too many patterns");
                }
                result.add(pattern.substring(0, open) + choice + rest);
            }
        }
        return result;
    }

    private static List<IntPredicate> compile(String pattern) {
        List<IntPredicate> tokens = new ArrayList<>();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '*') {
                tokens.add(null);
            } else if (c == '?') {
                tokens.add(any -> true);
            } else if (c == '[') {
                int end = pattern.indexOf(']', i + 2);
                if (end < 0) {
                    throw new IllegalArgumentException("a bracket is empty or not closed");
                }
                tokens.add(set(pattern.substring(i + 1, end)));
                i = end;
            } else {
                tokens.add(other -> other == c);
            }
        }
        return tokens;
    }

    private static IntPredicate set(String set) {
        boolean not = set.length() > 1 && (set.charAt(0) == '!' || set.charAt(0) == '^');
        IntPredicate members = c -> false;
        for (int i = not ? 1 : 0; i < set.length(); i++) {
            char low = set.charAt(i);
            if (i + 2 < set.length() && set.charAt(i + 1) == '-') {
                char high = set.charAt(i + 2);
                members = members.or(c -> c >= low && c <= high);
                i += 2;
            } else {
                members = members.or(c -> c == low);
            }
        }
        return not ? members.negate() : members;
    }
}
