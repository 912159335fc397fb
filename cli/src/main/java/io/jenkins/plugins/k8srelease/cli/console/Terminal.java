package io.jenkins.plugins.k8srelease.cli.console;

/**
 * Which of the three streams are a terminal. The JVM cannot tell them apart, so the launcher says it.
 *
 * @param in a person can answer questions
 * @param out a person reads standard output
 * @param err a person reads standard error
 * @param columns width in characters, 0 when it is not known
 */
public record Terminal(boolean in, boolean out, boolean err, int columns) {

    /** No stream is one: a pipe, a file, a build's log. */
    public static Terminal none() {
        return new Terminal(false, false, false, 0);
    }

    /** What the launcher found out; without the launcher, what the JVM knows. */
    static Terminal of(String streams, String columns, boolean hasConsole) {
        if (streams == null) {
            return new Terminal(hasConsole, hasConsole, false, 0);
        }
        return new Terminal(streams.contains("0"), streams.contains("1"), streams.contains("2"), number(columns));
    }

    public static Terminal ofProcess() {
        return of(
                System.getProperty("k8s-release.terminals"),
                System.getProperty("k8s-release.columns"),
                System.console() != null);
    }

    private static int number(String text) {
        try {
            return text == null ? 0 : Math.max(0, Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
