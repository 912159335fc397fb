package io.jenkins.plugins.k8srelease.engine.bluegreen;

/** Where the fields of a steered object stand. */
public enum Position {
    /** As before the release. */
    BEFORE,
    /** Tied to the active colour, while the other one comes up beside it. */
    HELD,
    /** With the other colour, which has become the active one. */
    AFTER
}
