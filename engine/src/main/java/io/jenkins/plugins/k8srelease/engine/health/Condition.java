package io.jenkins.plugins.k8srelease.engine.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Instant;
import java.util.Optional;

/**
 * A condition of {@code status.conditions}.
 *
 * @param changed when its status last changed, or, if it says so, was last updated
 * @param observedGeneration 0 when it does not say
 */
record Condition(
        String type,
        String status,
        String reason,
        String message,
        Optional<Instant> transition,
        Optional<Instant> changed,
        long observedGeneration) {

    static Optional<Condition> find(KubeObject object, String type) {
        for (JsonNode node : object.at("status", "conditions")) {
            if (node.path("type").asText().equals(type)) {
                return Optional.of(read(node));
            }
        }
        return Optional.empty();
    }

    static Condition read(JsonNode node) {
        Optional<Instant> transition =
                KubeObject.parseTime(node.path("lastTransitionTime").asText(""));
        return new Condition(
                node.path("type").asText(),
                node.path("status").asText(),
                node.path("reason").asText(""),
                node.path("message").asText(""),
                transition,
                KubeObject.parseTime(node.path("lastUpdateTime").asText("")).or(() -> transition),
                node.path("observedGeneration").asLong(0));
    }

    static boolean isTrue(KubeObject object, String type) {
        return find(object, type).filter(Condition::isTrue).isPresent();
    }

    boolean isTrue() {
        return status.equals("True");
    }

    boolean isFalse() {
        return status.equals("False");
    }

    /** Reason and message as one text, whichever of them exist. */
    String text() {
        if (message.isBlank()) {
            return reason.isBlank() ? type + " is " + status : reason;
        }
        return Texts.line(message);
    }
}
