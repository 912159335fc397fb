package io.jenkins.plugins.k8srelease.handout;

import hudson.AbortException;
import java.util.regex.Pattern;

/** Stands for an exception whose message held a secret; the message is there without it. */
final class MaskedFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private MaskedFailure(String message, Throwable cause) {
        super(message, cause);
    }

    static Exception of(Throwable thrown, Pattern secrets) {
        Exception masked = masked(thrown, secrets);
        masked.setStackTrace(thrown.getStackTrace());
        return masked;
    }

    private static Exception masked(Throwable thrown, Pattern secrets) {
        if (thrown instanceof AbortException && thrown.getMessage() != null) {
            // An expected failure stays one: Pipeline shows its message only.
            return new AbortException(secrets.matcher(thrown.getMessage()).replaceAll("****"));
        }
        Throwable cause = thrown.getCause();
        return new MaskedFailure(
                secrets.matcher(thrown.toString()).replaceAll("****"),
                cause == null || cause == thrown ? null : of(cause, secrets));
    }

    /** The message names the masked exception's own class. */
    @Override
    public String toString() {
        return getMessage();
    }
}
