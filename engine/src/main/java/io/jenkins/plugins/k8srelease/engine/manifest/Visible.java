package io.jenkins.plugins.k8srelease.engine.manifest;

/** Makes text of unknown origin safe for a terminal, a log and a person's eye. */
final class Visible {

    private static final int LONGEST = 200;

    private Visible() {}

    /** The text on one line, cut to a bearable length, control and invisible characters written as {@code \\u001b}. */
    static String text(String text) {
        return text(text, LONGEST);
    }

    static String text(String text, int longest) {
        StringBuilder result = new StringBuilder(Math.min(text.length(), longest));
        int count = 0;
        for (int i = 0; i < text.length(); ) {
            if (++count > longest) {
                return result.append("…").toString();
            }
            int codePoint = text.codePointAt(i);
            i += Character.charCount(codePoint);
            if (isPlain(codePoint)) {
                result.appendCodePoint(codePoint);
            } else {
                result.append(
                        codePoint > 0xFFFF ? String.format("\\U%08x", codePoint) : String.format("\\u%04x", codePoint));
            }
        }
        return result.toString();
    }

    /** The code point for a message, for example {@code U+001B}. */
    static String codePoint(int codePoint) {
        return String.format("U+%04X", codePoint);
    }

    private static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
