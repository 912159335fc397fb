package io.jenkins.plugins.k8srelease.engine.smoke;

/**
 * What one pod answered.
 *
 * @param check the check, as text
 * @param pod the pod that was asked
 * @param passed whether the answer was as expected
 * @param detail what came instead, empty when it passed
 * @param attempts how often it was asked
 * @param millis how long the last answer took
 */
public record SmokeResult(String check, String pod, boolean passed, String detail, int attempts, long millis) {}
