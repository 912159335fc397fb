package io.jenkins.plugins.k8srelease.engine.cluster;

import java.nio.charset.StandardCharsets;

/**
 * An answer that is not the API server's own.
 *
 * @param code HTTP status
 * @param body the first bytes of the body
 */
public record RawResponse(int code, byte[] body) {

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
