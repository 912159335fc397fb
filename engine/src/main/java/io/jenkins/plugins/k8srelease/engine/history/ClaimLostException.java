package io.jenkins.plugins.k8srelease.engine.history;

/** Another process has taken the application over: whoever gets this writes nothing more. */
public final class ClaimLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ClaimLostException(String message) {
        super(message);
    }
}
