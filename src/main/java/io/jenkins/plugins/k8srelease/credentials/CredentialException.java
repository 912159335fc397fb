package io.jenkins.plugins.k8srelease.credentials;

/** A credential that cannot be used. The message says why and what to do, and holds no part of it. */
public final class CredentialException extends Exception {

    private static final long serialVersionUID = 1L;

    public CredentialException(String message) {
        super(message);
    }

    public CredentialException(String message, Throwable cause) {
        super(message, cause);
    }
}
