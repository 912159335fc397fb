package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An event in either of its API versions ({@code v1} and {@code events.k8s.io/v1}).
 *
 * @param type {@code Normal} or {@code Warning}
 * @param field the part of the object, such as {@code spec.containers{app}}
 * @param count how often it was seen, at least 1
 */
public record KubeEvent(
        String type,
        String reason,
        String message,
        String field,
        Optional<Instant> first,
        Optional<Instant> last,
        long count) {

    private static final Comparator<KubeEvent> NEWEST_FIRST =
            Comparator.comparing((KubeEvent e) -> e.last.orElse(Instant.EPOCH)).reversed();

    public static KubeEvent read(KubeObject event) {
        Optional<Instant> seen = event.time("eventTime").or(() -> event.time("metadata", "creationTimestamp"));
        Optional<Instant> first = event.time("firstTimestamp")
                .or(() -> event.time("deprecatedFirstTimestamp"))
                .or(() -> seen);
        Optional<Instant> last = event.time("series", "lastObservedTime")
                .or(() -> event.time("lastTimestamp"))
                .or(() -> event.time("deprecatedLastTimestamp"))
                .or(() -> seen);
        String message = event.text("message");
        String field = event.text("involvedObject", "fieldPath");
        long count = Math.max(
                Math.max(event.number(1, "count"), event.number(1, "deprecatedCount")),
                event.number(1, "series", "count"));
        return new KubeEvent(
                event.text("type"),
                event.text("reason"),
                message.isEmpty() ? event.text("note") : message,
                field.isEmpty() ? event.text("regarding", "fieldPath") : field,
                first,
                last,
                count);
    }

    /** The events of an object, the newest first. */
    public static List<KubeEvent> of(KubeObject object, ClusterView view) {
        return view.eventsFor(object.uid()).stream()
                .map(KubeEvent::read)
                .sorted(NEWEST_FIRST)
                .toList();
    }

    public boolean isWarning() {
        return type.equals("Warning");
    }

    /** True when it concerns that container, or does not say which. */
    boolean concerns(String container) {
        return field.isEmpty() || field.endsWith("{" + container + "}");
    }
}
