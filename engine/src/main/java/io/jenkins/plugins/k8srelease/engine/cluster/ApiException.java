package io.jenkins.plugins.k8srelease.engine.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The API server said no, or gave no answer that can be trusted. The message never holds a request's body.
 *
 * <p>See "API Concepts" and the type {@code Status} of Kubernetes' API reference for reasons and causes.
 */
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * One detail of a refusal.
     *
     * @param reason for example {@code FieldManagerConflict} or {@code FieldValueInvalid}
     * @param field path of the field, empty when the server names none
     * @param message the server's words
     */
    public record Cause(String reason, String field, String message) {}

    private final int code;
    private final String reason;
    private final transient List<Cause> causes;
    private final Duration retryAfter;

    private ApiException(
            int code, String reason, String message, List<Cause> causes, Duration retryAfter, Throwable thrown) {
        super(message, thrown);
        this.code = code;
        this.reason = reason;
        this.causes = List.copyOf(causes);
        this.retryAfter = retryAfter;
    }

    static ApiException refused(ApiRequest request, int code, JsonNode status, Duration retryAfter) {
        List<Cause> causes = new ArrayList<>();
        for (JsonNode cause : status.path("details").path("causes")) {
            causes.add(new Cause(
                    cause.path("reason").asText(),
                    cause.path("field").asText(),
                    cause.path("message").asText()));
        }
        String message = status.path("message").asText();
        return new ApiException(
                code,
                status.path("reason").asText(),
                message.isEmpty() ? "the API server answered " + code + " to " + request : message,
                causes,
                retryAfter,
                null);
    }

    static ApiException noAnswer(ApiRequest request, Throwable thrown) {
        String why = thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
        return new ApiException(
                0, "NoAnswer", "no answer from the API server to " + request + ": " + why, List.of(), null, thrown);
    }

    /** HTTP status; 0 when no answer came. */
    public int code() {
        return code;
    }

    /** {@code reason} of the Status, for example {@code Conflict}. */
    public String reason() {
        return reason;
    }

    public List<Cause> causes() {
        return causes == null ? List.of() : causes;
    }

    /** How long the server asks to wait, null when it says nothing. */
    public Duration retryAfter() {
        return retryAfter;
    }

    public boolean isNotFound() {
        return code == 404;
    }

    public boolean isConflict() {
        return code == 409;
    }

    public boolean isForbidden() {
        return code == 403;
    }

    /** A server-side apply met fields that other managers own. */
    public boolean isOwnershipConflict() {
        return causes().stream().anyMatch(c -> c.reason().equals("FieldManagerConflict"));
    }

    /**
     * True when the request may or may not have been carried out: no answer, or an answer of something on the way or of
     * a server in trouble.
     */
    public boolean isOutcomeUnknown() {
        return (code == 0 || code >= 500) && !isUntypable();
    }

    /** True when the object itself is wrong, so that no repetition helps. */
    public boolean isBadInput() {
        return code == 400 || code == 422 || isUntypable();
    }

    /** A server-side apply of a field that its kind does not have, or of another type, is answered as an error of the server. */
    private boolean isUntypable() {
        return code == 500 && getMessage().contains("failed to create typed patch object");
    }

    /** True when the same request may succeed a little later. */
    public boolean isTransient() {
        return isOutcomeUnknown() || code == 429;
    }
}
