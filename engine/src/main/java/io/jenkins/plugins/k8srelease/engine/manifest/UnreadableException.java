package io.jenkins.plugins.k8srelease.engine.manifest;

/** The rest of a document cannot be read. */
final class UnreadableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    UnreadableException(Origin origin, String message, String hint) {
        super(message);
        this.problem = new Problem(origin, message, hint);
    }

    Problem problem() {
        return problem;
    }
}
