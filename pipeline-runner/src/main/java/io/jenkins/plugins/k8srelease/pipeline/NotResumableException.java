package io.jenkins.plugins.k8srelease.pipeline;

/** The program holds something across a step that cannot be saved: on Jenkins it would not survive a restart. */
public final class NotResumableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotResumableException(Throwable cause) {
        super("the program cannot be saved here: " + cause.getMessage(), cause);
    }
}
