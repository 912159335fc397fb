package io.jenkins.plugins.k8srelease.cli.console;

/** The command cannot do what it was asked to; the message is for the user and says what to do. */
public final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private Failure(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** What the user gave is wrong. */
    public static Failure usage(String message) {
        return new Failure(ExitCode.USAGE, message, null);
    }

    /** The cluster, or somebody else's release, stands against it; nothing was changed. */
    public static Failure cannotStart(String message, Throwable cause) {
        return new Failure(ExitCode.NOT_STARTED, message, cause);
    }

    /** It began, and how it ended is not known. */
    public static Failure unfinished(String message, Throwable cause) {
        return new Failure(ExitCode.NOT_UNDONE, message, cause);
    }

    public int exitCode() {
        return exitCode;
    }
}
