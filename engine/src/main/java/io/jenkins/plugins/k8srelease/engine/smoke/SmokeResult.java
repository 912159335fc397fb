package io.jenkins.plugins.k8srelease.engine.smoke;

import java.io.Serializable;

/**
 * What one of those who were asked answered.
 *
 * @param check the check, as text
 * @param pod who was asked: a pod; the Service when it was asked from inside the cluster; the host of a URL
 * @param passed whether the answer was as expected
 * @param detail what came instead, empty when it passed
 * @param attempts how often it was asked
 * @param millis how long the last answer took
 */
public record SmokeResult(String check, String pod, boolean passed, String detail, int attempts, long millis)
        implements Serializable {

    private static final long serialVersionUID = 1L;
}
