package io.jenkins.plugins.k8srelease.engine.apply;

/** Somebody else changed what a release was about to change. */
public final class ChangedMeanwhileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ChangedMeanwhileException(String message) {
        super(message);
    }
}
