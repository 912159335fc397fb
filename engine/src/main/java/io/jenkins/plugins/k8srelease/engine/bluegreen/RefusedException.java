package io.jenkins.plugins.k8srelease.engine.bluegreen;

/** What was asked for cannot be done blue-green; nothing was changed. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean badInput;

    private RefusedException(boolean badInput, String message) {
        super(message);
        this.badInput = badInput;
    }

    /** The request is wrong in itself. */
    static RefusedException badInput(String message) {
        return new RefusedException(true, message);
    }

    /** The cluster as it is stands against it. */
    static RefusedException now(String message) {
        return new RefusedException(false, message);
    }

    public boolean isBadInput() {
        return badInput;
    }
}
