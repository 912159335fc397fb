package io.jenkins.plugins.k8srelease.cli.console;

/** What the shell gets. These numbers are part of the interface and never change their meaning. */
public final class ExitCode {

    /** Done, or nothing had to be done. */
    public static final int DONE = 0;
    /** The release failed and was undone; of {@code diff --exit-code}: something would change. */
    public static final int UNDONE = 1;
    /** Wrong options, or manifests that are wrong in themselves; nothing was changed. */
    public static final int USAGE = 2;
    /** The release failed and was not undone, or another process has it. */
    public static final int NOT_UNDONE = 3;
    /** Nothing was begun: no connection, a missing right, or somebody else's release is under way. */
    public static final int NOT_STARTED = 4;

    private ExitCode() {}
}
