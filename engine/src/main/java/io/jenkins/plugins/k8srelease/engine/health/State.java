package io.jenkins.plugins.k8srelease.engine.health;

/** The three answers that a verdict can give. */
public enum State {
    /** The object is what its manifest asks for, in its current generation. */
    READY,
    /** Not yet, and nothing shows that it cannot become so. */
    PROGRESSING,
    /** It will not become so without a change by somebody. */
    FAILED
}
