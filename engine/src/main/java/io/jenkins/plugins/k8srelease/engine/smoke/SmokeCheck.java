package io.jenkins.plugins.k8srelease.engine.smoke;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP request that every new pod behind a Service must answer.
 *
 * @param service name of the Service
 * @param port number or name of one of its ports, empty when it has just one
 * @param path path and query
 * @param status HTTP status that is expected
 * @param body regular expression that must be found in the answer, empty for any
 * @param jsonPointer RFC 6901 pointer into the answer, empty for none
 * @param jsonValue what is expected there, as text
 * @param attempts how often a pod is asked before the check fails
 * @param intervalMillis pause between two attempts
 * @param timeoutMillis how long one answer may take
 */
public record SmokeCheck(
        String service,
        String port,
        String path,
        int status,
        String body,
        String jsonPointer,
        String jsonValue,
        int attempts,
        long intervalMillis,
        long timeoutMillis) {

    private static final Pattern TARGET =
            Pattern.compile("(?<service>[a-z0-9]([-a-z0-9]*[a-z0-9])?)(:(?<port>[a-z0-9-]+))?(?<path>/[^\\s]*)?");

    /** The answer of one pod is read up to this many bytes. */
    public static final int LARGEST_ANSWER = 1024 * 1024;

    /**
     * Reads {@code backend-service:3000/api/health}.
     *
     * @throws IllegalArgumentException when it is not of that form
     */
    public static SmokeCheck parse(String target) {
        Matcher matcher = TARGET.matcher(target);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a smoke test is SERVICE[:PORT][/PATH], for example"
                    + " backend-service:3000/api/health, not '" + target + "'");
        }
        String port = matcher.group("port");
        String path = matcher.group("path");
        return new SmokeCheck(
                matcher.group("service"),
                port == null ? "" : port,
                path == null ? "/" : path,
                200,
                "",
                "",
                "",
                5,
                1000,
                5000);
    }

    public SmokeCheck withStatus(int expected) {
        return new SmokeCheck(
                service, port, path, expected, body, jsonPointer, jsonValue, attempts, intervalMillis, timeoutMillis);
    }

    public SmokeCheck withBody(String regex) {
        return new SmokeCheck(
                service, port, path, status, regex, jsonPointer, jsonValue, attempts, intervalMillis, timeoutMillis);
    }

    public SmokeCheck withJson(String pointer, String value) {
        return new SmokeCheck(
                service, port, path, status, body, pointer, value, attempts, intervalMillis, timeoutMillis);
    }

    @Override
    public String toString() {
        return service + (port.isEmpty() ? "" : ":" + port) + path;
    }
}
