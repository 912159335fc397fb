package io.jenkins.plugins.k8srelease.engine.manifest;

import java.io.Serializable;
import java.util.Objects;

/**
 * One thing that is wrong with the input. Its texts are safe to print: control characters are made visible, and no
 * value of a field is quoted, since it may be a Secret's.
 *
 * @param origin where
 * @param message what is wrong
 * @param hint what to do about it, empty when the message says all
 */
public record Problem(Origin origin, String message, String hint) implements Serializable {

    private static final long serialVersionUID = 1L;

    public Problem {
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(hint, "hint");
    }

    /** One line: origin, message and hint. */
    @Override
    public String toString() {
        return origin + ": " + message + (hint.isEmpty() ? "" : " (" + hint + ")");
    }
}
