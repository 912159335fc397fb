package io.jenkins.plugins.k8srelease.engine.smoke;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.regex.Pattern;

/** Compares an answer with what a check expects. */
final class Expectation {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final Duration LONGEST_MATCH = Duration.ofSeconds(2);
    private static final int SHOWN = 200;

    private Expectation() {}

    /** What is wrong with an answer; empty when nothing is. */
    static String violation(SmokeCheck check, Answer answer) {
        if (check.protocol() != Protocol.TCP) {
            String wrong = content(check, answer);
            if (!wrong.isEmpty()) {
                return wrong;
            }
        }
        return check.withinMillis() > 0 && answer.millis() > check.withinMillis()
                ? "answered after " + answer.millis() + " ms, expected within " + check.withinMillis() + " ms"
                : "";
    }

    private static String content(SmokeCheck check, Answer answer) {
        if (answer.code() != check.status()) {
            return "HTTP " + answer.code() + " instead of " + check.status() + ": " + excerpt(answer.text());
        }
        if (!check.body().isEmpty()) {
            try {
                if (!ImpatientText.finds(Pattern.compile(check.body()), answer.text(), LONGEST_MATCH)) {
                    return "the answer does not match /" + check.body() + "/: " + excerpt(answer.text());
                }
            } catch (IllegalStateException e) {
                return e.getMessage() + ": /" + check.body() + "/";
            }
        }
        return check.jsonPointer().isEmpty() ? "" : json(check, answer);
    }

    private static String json(SmokeCheck check, Answer answer) {
        try {
            JsonNode found = MAPPER.readTree(answer.body()).at(check.jsonPointer());
            String text = found.isValueNode() ? found.asText() : found.toString();
            if (!found.isMissingNode() && text.equals(check.jsonValue())) {
                return "";
            }
            return check.jsonPointer() + " is " + (found.isMissingNode() ? "absent" : "'" + excerpt(text) + "'")
                    + " instead of '" + check.jsonValue() + "'";
        } catch (JsonProcessingException e) {
            return answer.body().length >= SmokeCheck.LARGEST_ANSWER
                    ? "the answer is longer than 1 MiB, too long to be read as JSON"
                    : "the answer is not JSON: " + excerpt(answer.text());
        } catch (IOException e) {
            throw new UncheckedIOException("an array is read without a file", e);
        }
    }

    /** The beginning of a text on one line, without what could steer a terminal. */
    static String excerpt(String text) {
        String beginning = text.length() <= 4 * SHOWN ? text : text.substring(0, 4 * SHOWN);
        String plain = beginning.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").trim();
        return plain.isEmpty() ? "(empty)" : plain.length() <= SHOWN ? plain : plain.substring(0, SHOWN) + "…";
    }
}
