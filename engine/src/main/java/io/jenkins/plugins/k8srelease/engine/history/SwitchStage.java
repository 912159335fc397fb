package io.jenkins.plugins.k8srelease.engine.history;

/** How far a blue-green release has come, written down before the step is taken. */
public enum SwitchStage {
    /** The active colour is being held as it is: its selector narrowed, its autoscaler kept from shrinking it. */
    HOLDING,
    /** The other colour is up; it is being tested, which can take hours. */
    TESTING,
    /** Its tests have passed; the Service may be switched at any moment from here on. */
    SWITCHING,
    /** The Service is switched; what follows the Service may be half done. */
    SWITCHED
}
