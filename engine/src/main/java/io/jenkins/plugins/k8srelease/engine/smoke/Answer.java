package io.jenkins.plugins.k8srelease.engine.smoke;

import java.nio.charset.StandardCharsets;

/**
 * What came back.
 *
 * @param code HTTP status; 0 for a TCP connection
 * @param body the first bytes of the body, {@link SmokeCheck#LARGEST_ANSWER} at most
 * @param millis from the request to the end of the answer
 */
record Answer(int code, byte[] body, long millis) {

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
