package io.jenkins.plugins.k8srelease.pipeline.release;

/** A step did not come to what it was asked for. The message is one sentence for people. */
public final class ReleaseFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReleaseFailedException(String message) {
        super(message);
    }
}
