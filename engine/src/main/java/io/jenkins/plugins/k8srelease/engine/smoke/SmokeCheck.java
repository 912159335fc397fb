package io.jenkins.plugins.k8srelease.engine.smoke;

import com.fasterxml.jackson.core.JsonPointer;
import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request that must be answered as expected.
 *
 * @param service name of the Service, empty when a URL is asked
 * @param port number or name of one of its ports, empty when it has just one
 * @param path path and query
 * @param status HTTP status that is expected
 * @param body regular expression that must be found in the answer, empty for any
 * @param jsonPointer RFC 6901 pointer into the answer, empty for none
 * @param jsonValue what is expected there, as text
 * @param attempts how often is asked before the check fails
 * @param intervalMillis pause between two attempts
 * @param timeoutMillis how long one answer may take until it counts as none
 * @param name what reports call it, empty for what {@link #target()} says
 * @param via from where is asked
 * @param protocol what is spoken
 * @param url {@code http://…}, {@code https://…} or {@code tcp://host:port}; empty unless {@link Via#URL}
 * @param image with curl, for {@link Via#POD}
 * @param withinMillis the longest that an answer may take to be as expected, 0 for any time
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
        long timeoutMillis,
        String name,
        Via via,
        Protocol protocol,
        String url,
        String image,
        long withinMillis)
        implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final Pattern TARGET =
            Pattern.compile("(?<service>[a-z0-9]([-a-z0-9]*[a-z0-9])?)(:(?<port>[a-z0-9-]+))?(?<path>/[^\\s]*)?");

    /** An answer is read up to this many bytes. */
    public static final int LARGEST_ANSWER = 1024 * 1024;

    /** What runs a check from inside the cluster unless another image is named: any image with curl on its PATH will do. */
    public static final String STANDARD_IMAGE = "docker.io/curlimages/curl:8.11.1";

    /** Checks the whole; what an older record does not have is filled in. */
    public SmokeCheck {
        service = orEmpty(service);
        port = orEmpty(port);
        body = orEmpty(body);
        jsonPointer = orEmpty(jsonPointer);
        jsonValue = orEmpty(jsonValue);
        name = orEmpty(name);
        url = orEmpty(url);
        image = image == null || image.isEmpty() ? STANDARD_IMAGE : image;
        via = via != null ? via : url.isEmpty() ? Via.PROXY : Via.URL;
        protocol = protocol == null ? Protocol.HTTP : protocol;
        SmokeRules.check(service, url, via, protocol, attempts);
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    /**
     * Reads {@code backend-service:3000/api/health}.
     *
     * @throws IllegalArgumentException when it is not of that form
     */
    public static SmokeCheck parse(String target) {
        return builder().target(target).build();
    }

    /** A check with what most have: GET, status 200, five attempts a second apart, five seconds for each. */
    public static Builder builder() {
        return new Builder();
    }

    /** The same again, to be changed. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.service = service;
        builder.port = port;
        builder.path = path;
        builder.status = status;
        builder.body = body;
        builder.jsonPointer = jsonPointer;
        builder.jsonValue = jsonValue;
        builder.attempts = attempts;
        builder.intervalMillis = intervalMillis;
        builder.timeoutMillis = timeoutMillis;
        builder.name = name;
        builder.via = via;
        builder.protocol = protocol;
        builder.url = url;
        builder.image = image;
        builder.withinMillis = withinMillis;
        return builder;
    }

    /** The same request to another Service with the same ports. */
    public SmokeCheck withService(String other) {
        Builder builder = toBuilder();
        builder.service = other;
        return builder.build();
    }

    public SmokeCheck withStatus(int expected) {
        return toBuilder().status(expected).build();
    }

    public SmokeCheck withBody(String regex) {
        return toBuilder().body(regex).build();
    }

    public SmokeCheck withJson(String pointer, String value) {
        return toBuilder().json(pointer, value).build();
    }

    public SmokeCheck withVia(Via way) {
        return toBuilder().via(way).build();
    }

    /** What is asked: {@code backend-service:3000/api/health}, or a URL. */
    public String target() {
        if (via == Via.URL) {
            return url;
        }
        String address = service + (port.isEmpty() ? "" : ":" + port);
        return protocol == Protocol.TCP ? "tcp://" + address : address + path;
    }

    /** The name, or else what is asked. */
    @Override
    public String toString() {
        return name.isEmpty() ? target() : name;
    }

    /** Makes checks. Each setter throws {@link IllegalArgumentException} for what cannot be meant. */
    public static final class Builder {

        private String service = "";
        private String port = "";
        private String path = "/";
        private int status = 200;
        private String body = "";
        private String jsonPointer = "";
        private String jsonValue = "";
        private int attempts = 5;
        private long intervalMillis = 1000;
        private long timeoutMillis = 5000;
        private String name = "";
        private Via via;
        private Protocol protocol;
        private String url = "";
        private String image = "";
        private long withinMillis;

        private Builder() {}

        /** {@code SERVICE[:PORT][/PATH]}. */
        public Builder target(String target) {
            Matcher matcher = TARGET.matcher(target);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("a smoke test is SERVICE[:PORT][/PATH], for example"
                        + " backend-service:3000/api/health, not '" + target + "'");
            }
            service = matcher.group("service");
            port = matcher.group("port") == null ? "" : matcher.group("port");
            path = matcher.group("path") == null ? path : matcher.group("path");
            return this;
        }

        public Builder path(String text) {
            if (!text.startsWith("/") || !text.matches("\\S*")) {
                throw new IllegalArgumentException("a path begins with / and holds no spaces, unlike '" + text + "'");
            }
            path = text;
            return this;
        }

        public Builder status(int code) {
            if (code < 100 || code > 599) {
                throw new IllegalArgumentException(code + " is not an HTTP status");
            }
            status = code;
            return this;
        }

        /** A regular expression of Java. */
        public Builder body(String regex) {
            body = SmokeRules.regex(regex);
            return this;
        }

        public Builder json(String pointer, String value) {
            if (!pointer.startsWith("/")) {
                throw new IllegalArgumentException("a JSON pointer begins with /, as in /status=ok");
            }
            jsonPointer = JsonPointer.compile(pointer).toString();
            jsonValue = value;
            return this;
        }

        /** {@code /status=ok}. */
        public Builder json(String pointerAndValue) {
            int equals = pointerAndValue.indexOf('=');
            if (equals < 1 || pointerAndValue.charAt(0) != '/') {
                throw new IllegalArgumentException(
                        "this takes POINTER=VALUE, for example /status=ok, not '" + pointerAndValue + "'");
            }
            return json(pointerAndValue.substring(0, equals), pointerAndValue.substring(equals + 1));
        }

        /** From 1 to 1000. */
        public Builder attempts(int number) {
            attempts = number;
            return this;
        }

        public Builder intervalMillis(long millis) {
            intervalMillis = SmokeRules.millis(millis, 0);
            return this;
        }

        public Builder timeoutMillis(long millis) {
            timeoutMillis = SmokeRules.millis(millis, 1);
            return this;
        }

        public Builder name(String text) {
            name = text;
            return this;
        }

        public Builder via(Via way) {
            via = way;
            return this;
        }

        public Builder protocol(Protocol spoken) {
            protocol = spoken;
            return this;
        }

        /** Also sets the way and the protocol. */
        public Builder url(String text) {
            protocol = SmokeRules.protocolOf(text);
            via = Via.URL;
            url = text;
            return this;
        }

        public Builder image(String reference) {
            image = reference;
            return this;
        }

        public Builder withinMillis(long millis) {
            withinMillis = SmokeRules.millis(millis, 1);
            return this;
        }

        /**
         * Makes the check.
         *
         * @throws IllegalArgumentException when its parts do not fit together
         */
        public SmokeCheck build() {
            return new SmokeCheck(
                    service,
                    port,
                    path,
                    status,
                    body,
                    jsonPointer,
                    jsonValue,
                    attempts,
                    intervalMillis,
                    timeoutMillis,
                    name,
                    via,
                    protocol,
                    url,
                    image,
                    withinMillis);
        }
    }
}
