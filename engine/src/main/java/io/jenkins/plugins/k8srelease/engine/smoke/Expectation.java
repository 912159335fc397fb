package io.jenkins.plugins.k8srelease.engine.smoke;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.k8srelease.engine.cluster.RawResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Compares an answer with what a check expects. */
final class Expectation {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Duration LONGEST_MATCH = Duration.ofSeconds(2);
    private static final int SHOWN = 200;

    private Expectation() {}

    /** What is wrong with an answer; empty when nothing is. */
    static Optional<String> violation(SmokeCheck check, RawResponse answer) {
        if (answer.code() != check.status()) {
            return Optional.of("HTTP " + answer.code() + " instead of " + check.status() + ": " + excerpt(answer));
        }
        if (!check.body().isEmpty()
                && !Pattern.compile(check.body())
                        .matcher(new Impatient(answer.text(), LONGEST_MATCH))
                        .find()) {
            return Optional.of("the answer does not match /" + check.body() + "/: " + excerpt(answer));
        }
        return check.jsonPointer().isEmpty() ? Optional.empty() : jsonViolation(check, answer);
    }

    private static Optional<String> jsonViolation(SmokeCheck check, RawResponse answer) {
        try {
            JsonNode found = MAPPER.readTree(answer.body()).at(check.jsonPointer());
            String text = found.isValueNode() ? found.asText() : found.toString();
            return !found.isMissingNode() && text.equals(check.jsonValue())
                    ? Optional.empty()
                    : Optional.of(check.jsonPointer() + " is " + (found.isMissingNode() ? "absent" : "'" + text + "'")
                            + " instead of '" + check.jsonValue() + "'");
        } catch (JsonProcessingException e) {
            return Optional.of("the answer is not JSON: " + excerpt(answer));
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String excerpt(RawResponse answer) {
        String text = answer.text().replaceAll("[\\p{Cntrl}\\s]+", " ").trim();
        return text.isEmpty() ? "(empty)" : text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    /** A text that refuses to be read once its time is over: a hostile expression would match for ever. */
    private record Impatient(CharSequence text, long deadline) implements CharSequence {

        Impatient(CharSequence text, Duration longest) {
            this(text, System.nanoTime() + longest.toNanos());
        }

        @Override
        public char charAt(int index) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the regular expression takes too long on this answer");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Impatient(text.subSequence(start, end), deadline);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
