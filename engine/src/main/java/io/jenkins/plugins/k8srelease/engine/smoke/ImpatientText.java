package io.jenkins.plugins.k8srelease.engine.smoke;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * A text that refuses to be read once its time is over: Java's regular expressions go back and forth, and a hostile or
 * careless one would match for ever.
 */
final class ImpatientText implements CharSequence {

    /** How many characters are read between two looks at the clock. */
    private static final int BETWEEN_LOOKS = 256;

    private final CharSequence text;
    private final long deadline;
    private int reads;

    private ImpatientText(CharSequence text, long deadline) {
        this.text = text;
        this.deadline = deadline;
    }

    /**
     * Whether the expression is found in the text.
     *
     * @throws IllegalStateException when that takes too long or too much memory
     */
    static boolean finds(Pattern pattern, String text, Duration longest) {
        try {
            return pattern.matcher(new ImpatientText(text, System.nanoTime() + longest.toNanos()))
                    .find();
        } catch (StackOverflowError e) {
            // Repeated groups are matched by recursion, a level for each repetition.
            throw new IllegalStateException("the regular expression needs too much memory on this answer", e);
        }
    }

    @Override
    public char charAt(int index) {
        if (++reads % BETWEEN_LOOKS == 0 && System.nanoTime() - deadline > 0) {
            throw new IllegalStateException("the regular expression takes too long on this answer");
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new ImpatientText(text.subSequence(start, end), deadline);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
