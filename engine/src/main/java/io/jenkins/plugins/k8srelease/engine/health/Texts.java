package io.jenkins.plugins.k8srelease.engine.health;

import java.util.Locale;

/** The small text rules that all messages of verdicts share. */
final class Texts {

    private static final int LONGEST = 400;

    private Texts() {}

    /** The text on one line, cut to a length that a progress line bears. */
    static String line(String text) {
        String flat = text.replaceAll("\\s+", " ").strip();
        return flat.length() <= LONGEST ? flat : flat.substring(0, LONGEST - 1) + "…";
    }

    static boolean contains(String text, String... parts) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (String part : parts) {
            if (lower.contains(part)) {
                return true;
            }
        }
        return false;
    }

    /** {@code 1 pod}, {@code 2 pods}. */
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** The text without a full stop at its end, to go on after it. */
    static String withoutStop(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}
