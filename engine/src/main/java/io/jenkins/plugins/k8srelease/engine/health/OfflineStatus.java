package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Judges the objects of a dump, such as {@code kubectl get all,events -o yaml} writes it, without a cluster.
 *
 * @param objects one entry for each object that no other object of the dump owns, in the order of the dump; events are
 *     never entries, owned objects are evidence for their owner
 */
public record OfflineStatus(List<Entry> objects) {

    /**
     * @param verdict {@code Ready}, {@code Progressing} or {@code Failed}
     * @param reason a {@link Reason#token()}
     */
    public record Entry(String kind, String name, String verdict, String reason, String message) {}

    public OfflineStatus {
        objects = List.copyOf(objects);
    }

    /**
     * Judges a dump as of the time at which it was made. Dumps are looked at days later, when every tolerance would have run
     * out: so the clock is the newest time that the dump itself tells, see {@link #madeAt}.
     */
    public static OfflineStatus judge(List<KubeObject> dump) {
        return judge(dump, madeAt(dump));
    }

    /** Judges a dump as of a given time. */
    public static OfflineStatus judge(List<KubeObject> dump, Instant now) {
        Dump read = Dump.read(dump);
        Health health = new Health(Tolerances.forDump());
        ClusterView view = new SnapshotView(read.objects(), now);
        return new OfflineStatus(read.roots().stream()
                .map(object -> entry(object, health.judge(object, view)))
                .toList());
    }

    private static Entry entry(KubeObject object, Verdict verdict) {
        String state =
                switch (verdict.state()) {
                    case READY -> "Ready";
                    case PROGRESSING -> "Progressing";
                    case FAILED -> "Failed";
                };
        return new Entry(object.kind(), object.name(), state, verdict.reason(), verdict.message());
    }

    /**
     * The newest time at which something had happened: creations, changes of managed fields and conditions, starts and ends
     * of containers, events. Times that may lie ahead (deletions after their grace period, expiries, schedules) do not
     * count. The epoch when the dump tells no time, so that everything has just begun.
     */
    public static Instant madeAt(List<KubeObject> dump) {
        return Dump.flat(dump)
                .flatMap(OfflineStatus::times)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    private static Stream<Instant> times(KubeObject object) {
        List<Instant> times = new ArrayList<>();
        for (List<String> path : List.of(
                List.of("metadata", "creationTimestamp"),
                List.of("status", "startTime"),
                List.of("status", "completionTime"),
                List.of("firstTimestamp"),
                List.of("lastTimestamp"),
                List.of("deprecatedLastTimestamp"),
                List.of("eventTime"),
                List.of("series", "lastObservedTime"))) {
            object.time(path.toArray(String[]::new)).ifPresent(times::add);
        }
        Stream.of(
                        collect(object, List.of("time"), "metadata", "managedFields"),
                        collect(
                                object,
                                List.of("lastTransitionTime", "lastUpdateTime", "lastProbeTime", "lastHeartbeatTime"),
                                "status",
                                "conditions"),
                        containers(object, "containerStatuses"),
                        containers(object, "initContainerStatuses"))
                .flatMap(s -> s)
                .forEach(times::add);
        return times.stream();
    }

    private static Stream<Instant> collect(KubeObject object, List<String> fields, String... path) {
        return StreamSupport.stream(object.at(path).spliterator(), false)
                .flatMap(entry -> fields.stream().map(f -> entry.path(f).asText("")))
                .flatMap(text -> KubeObject.parseTime(text).stream());
    }

    private static Stream<Instant> containers(KubeObject pod, String list) {
        return StreamSupport.stream(pod.at("status", list).spliterator(), false)
                .flatMap(status -> Stream.of(status.path("state"), status.path("lastState")))
                .flatMap(state -> state.properties().stream())
                .map(Map.Entry::getValue)
                .flatMap(run -> Stream.of(
                        run.path("startedAt").asText(""), run.path("finishedAt").asText("")))
                .flatMap(text -> KubeObject.parseTime(text).stream());
    }
}
