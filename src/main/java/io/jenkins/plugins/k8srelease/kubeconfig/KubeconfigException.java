package io.jenkins.plugins.k8srelease.kubeconfig;

/** A kubeconfig that is not taken. The message says why and what to do instead, and never quotes the file. */
public final class KubeconfigException extends Exception {

    private static final long serialVersionUID = 1L;

    KubeconfigException(String message) {
        super(message);
    }
}
