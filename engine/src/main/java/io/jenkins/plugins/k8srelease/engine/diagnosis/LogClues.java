package io.jenkins.plugins.k8srelease.engine.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in the last lines of a log the one that says why the application ended. */
final class LogClues {

    private static final int LONGEST = 500;

    /** Lines that name a cause, in the order in which they convince. */
    private static final List<Pattern> TELLING = List.of(
            Pattern.compile("(?i)read-only file ?system|EROFS"),
            Pattern.compile("(?i)exec format error|exec .*: no such file or directory"),
            Pattern.compile("(?i)address already in use|EADDRINUSE"),
            Pattern.compile(
                    "(?i)ECONNREFUSED|connection refused|ENOTFOUND|no such host|getaddrinfo|could not connect|can't connect"),
            Pattern.compile("(?i)access denied|authentication failed|permission denied|EACCES|operation not permitted"),
            Pattern.compile("(?i)out of memory|OutOfMemoryError|heap out of memory|cannot allocate memory"),
            Pattern.compile("(?i)no space left on device|ENOSPC"),
            Pattern.compile(
                    "(?i)cannot find module|ModuleNotFoundError|ClassNotFoundException|NoClassDefFoundError|ImportError|error while loading shared libraries"),
            Pattern.compile(
                    "(?i)(environment variable|env(ironment)? var|required variable|missing (required )?(config|setting|option)).*|.*must be set"),
            Pattern.compile("(?i)^\\s*(panic|fatal|caused by|uncaught|unhandled|traceback)\\b.*"),
            Pattern.compile("\\b(FATAL|CRITICAL|PANIC|EMERG|SEVERE)\\b|\\[emerg\\]|\\[crit\\]"),
            Pattern.compile("(?i)\\b\\w*(error|exception)\\b\\s*[:\\]]"),
            Pattern.compile("(?i)\\berror\\b"),
            Pattern.compile("(?i)\\b(cannot|can not|can't|could not|couldn't|unable to|failed to)\\b"));

    private static final Pattern READ_ONLY = Pattern.compile("(?i)(?:read-only file ?system|EROFS)");
    private static final Pattern PATH = Pattern.compile("['\"` ](/[\\w./-]+)");

    private LogClues() {}

    /** The lines of a log, none longer than a screen bears, without the empty ones at its end. */
    static List<String> lines(String log) {
        List<String> lines = new ArrayList<>();
        for (String line : log.split("\n")) {
            String stripped = line.stripTrailing();
            lines.add(stripped.length() <= LONGEST ? stripped : stripped.substring(0, LONGEST - 1) + "…");
        }
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isBlank()) {
            lines.remove(lines.size() - 1);
        }
        return lines;
    }

    /** The line that tells most; of several of the same kind the last. */
    static Optional<String> telling(List<String> lines) {
        for (Pattern pattern : TELLING) {
            for (int i = lines.size() - 1; i >= 0; i--) {
                if (pattern.matcher(lines.get(i)).find()) {
                    return Optional.of(lines.get(i).strip());
                }
            }
        }
        return Optional.empty();
    }

    static boolean saysReadOnly(String line) {
        return READ_ONLY.matcher(line).find();
    }

    /** The path that a line complains about. */
    static Optional<String> path(String line) {
        Matcher matcher = PATH.matcher(line);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
