package io.jenkins.plugins.k8srelease.pipeline;

/** Ends a program or a branch from outside, as Jenkins' FlowInterruptedException: {@code retry} and {@code catchError} let it pass. */
public final class Interrupted extends RuntimeException {

    private static final long serialVersionUID = 1;

    public Interrupted(String message) {
        super(message);
    }
}
