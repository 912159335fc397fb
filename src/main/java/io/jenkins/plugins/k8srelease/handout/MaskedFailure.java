package io.jenkins.plugins.k8srelease.handout;

import java.util.regex.Pattern;

/** Stands for an exception whose message held a secret; the message is there without it. */
final class MaskedFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private MaskedFailure(String message, Throwable cause) {
        super(message, cause);
    }

    static MaskedFailure of(Throwable thrown, Pattern secrets) {
        Throwable cause = thrown.getCause();
        MaskedFailure masked = new MaskedFailure(
                secrets.matcher(thrown.toString()).replaceAll("****"),
                cause == null || cause == thrown ? null : of(cause, secrets));
        masked.setStackTrace(thrown.getStackTrace());
        return masked;
    }

    /** The message names the masked exception's own class. */
    @Override
    public String toString() {
        return getMessage();
    }
}
