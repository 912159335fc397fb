package io.jenkins.plugins.k8srelease.engine.history;

/** Somebody else's release of the application is under way. */
public final class ClaimHeldException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ClaimHeldException(String message) {
        super(message);
    }
}
