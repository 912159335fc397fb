package io.jenkins.plugins.k8srelease.cli.console;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** Replaces values that must not be shown, wherever they turn up: in a plan, a log line of a pod, an error of the server. */
public final class Masking {

    /** What is shown instead. */
    public static final String MASK = "***";

    /** Anything shorter would be found in half of all words, and hides nothing that could not be guessed. */
    private static final int SHORTEST = 4;

    /** Control characters and marks of direction, except tabs, line breaks and the colours of {@link Style}. */
    private static final Pattern CONTROL = Pattern.compile("\\x1b(?!\\[(?:0|1|2|31|32|33)m)"
            + "|[\\x00-\\x08\\x0b-\\x1a\\x1c-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]");

    private final List<String> values = new CopyOnWriteArrayList<>();

    /** Hides a value from now on, also in the Base64 form that a Secret has. */
    public void add(String value) {
        addOne(value);
        value.lines().filter(line -> !line.equals(value)).forEach(this::addOne);
        addOne(Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
    }

    private void addOne(String value) {
        if (value.strip().length() >= SHORTEST && !value.matches("true|false|null") && !values.contains(value)) {
            values.add(value);
            // The longest first, so that a value which contains another one is hidden as a whole.
            values.sort(Comparator.comparingInt(String::length).reversed());
        }
    }

    public String apply(String text) {
        String result = text;
        for (String value : values) {
            result = result.replace(value, MASK);
        }
        return result;
    }

    /** The same text with control characters in a form that does nothing to a terminal. */
    static String visible(String text) {
        return CONTROL.matcher(text)
                .replaceAll(m -> String.format("\\\\u%04x", (int) m.group().charAt(0)));
    }
}
