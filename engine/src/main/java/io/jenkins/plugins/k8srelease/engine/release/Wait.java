package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.health.Health;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.health.Reason;
import io.jenkins.plugins.k8srelease.engine.health.SnapshotView;
import io.jenkins.plugins.k8srelease.engine.health.Verdict;
import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.plan.Planner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges objects until all are healthy, and tells each transition once. */
final class Wait {

    /**
     * What a look at the objects came to.
     *
     * @param waiting objects that are not ready yet
     * @param failed the first that has failed, null when none has
     * @param pause how long nothing can change by the passing of time alone
     */
    record Look(List<KubeObject> waiting, KubeObject failed, Duration pause) {}

    /**
     * What bears on a verdict only when something is amiss, and is not watched before, so that nothing else pays for it. That
     * a ConfigMap is missing is what the kubelet believes; one that reads from another API server can be behind.
     */
    private static final Map<Reason, Set<GroupKind>> BEARING_ON = Map.of(
            Reason.QUOTA_EXCEEDED, Set.of(Kinds.RESOURCE_QUOTA),
            Reason.CONFIG_MAP_MISSING, Set.of(Kinds.CONFIG_MAP),
            Reason.SECRET_MISSING, Set.of(Kinds.SECRET),
            Reason.CONFIG_KEY_MISSING, Set.of(Kinds.CONFIG_MAP, Kinds.SECRET));

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Session session;
    private final Map<String, String> told = new HashMap<>();
    private final Map<String, Verdict> verdicts = new HashMap<>();

    Wait(Session session) {
        this.session = session;
    }

    /**
     * Subscribes to what the verdicts of the workloads among these objects look at, without waiting: the watches come up
     * while the objects are applied, and not after it. For threads that may block.
     */
    void expect(List<KubeObject> objects) {
        objects.stream().filter(Wait::isWorkload).forEach(this::subscribe);
    }

    /**
     * Subscribes to everything that the verdicts of these objects look at; what is ready by the server's answer to our
     * own write, as a ConfigMap is, needs no watch. For threads that may block.
     */
    void watch(List<KubeObject> objects) {
        List<KubeObject> watched = objects.stream()
                .filter(o -> isWorkload(o)
                        || !session.health.judge(newest(o), nothingElse()).isReady())
                .toList();
        watched.forEach(this::subscribe);
        if (!watched.isEmpty()) {
            awaitView();
        }
    }

    private void subscribe(KubeObject object) {
        session.view.watch(object.groupKind(), object.namespace());
        Health.watched(object.groupKind()).stream()
                .filter(kind -> !kind.equals(Kinds.RESOURCE_QUOTA))
                .forEach(kind -> session.view.watch(kind, object.namespace()));
    }

    /** What is ready by its own word needs no watch. */
    private SnapshotView nothingElse() {
        return new SnapshotView(List.of(), now());
    }

    private void awaitView() {
        session.view.awaitReady();
        for (String kind : session.view.takeUnreadable()) {
            session.warn(kind + " may not be read with this credential, so that verdicts and causes will say less");
        }
    }

    /** True of kinds whose verdict asks for no more than that the object is there. */
    boolean isReadyOnceApplied(KubeObject config) {
        // A Service's address comes with the server's answer.
        boolean isService = config.groupKind().equals(Kinds.SERVICE)
                && !config.text("spec", "type").equals("LoadBalancer");
        return isService
                || !isWorkload(config)
                        && session.health.judge(config, session.view).isReady();
    }

    private Verdict judge(KubeObject object) {
        Verdict verdict = session.health.judge(object, session.view);
        boolean more = false;
        for (Map.Entry<Reason, Set<GroupKind>> entry : BEARING_ON.entrySet()) {
            if (speaksOf(verdict, entry.getKey())) {
                for (GroupKind kind : entry.getValue()) {
                    more |= session.view.watch(kind, object.namespace());
                }
            }
        }
        if (!more) {
            return verdict;
        }
        awaitView();
        return session.health.judge(object, session.view);
    }

    private static boolean speaksOf(Verdict verdict, Reason reason) {
        return verdict.is(reason) || verdict.findings().stream().anyMatch(f -> f.reason() == reason);
    }

    Look look(List<KubeObject> objects) {
        List<KubeObject> waiting = new ArrayList<>();
        KubeObject failed = null;
        Duration pause = LONGEST_PAUSE;
        for (KubeObject config : objects) {
            KubeObject object = newest(config);
            Verdict verdict = judge(object);
            verdicts.put(Planner.key(config), verdict);
            tell(object, verdict);
            if (verdict.isFailed() && failed == null) {
                failed = object;
            }
            if (!verdict.isReady()) {
                waiting.add(object);
            }
            Optional<Duration> change = verdict.reconsiderAt().map(at -> Duration.between(now(), at));
            if (change.isPresent() && change.get().compareTo(pause) < 0) {
                pause = change.get().isNegative() ? Duration.ofMillis(100) : change.get();
            }
        }
        return new Look(waiting, failed, pause);
    }

    Verdict verdict(KubeObject object) {
        return verdicts.get(Planner.key(object));
    }

    private Instant now() {
        return session.view.now();
    }

    /** What the informer knows, unless that is older than the server's answer to our own write. */
    private KubeObject newest(KubeObject config) {
        KubeObject written = session.written.getOrDefault(Planner.key(config), config);
        return session.view
                .find(config.groupKind(), config.namespace(), config.name())
                .filter(seen -> !session.replaced.contains(seen.uid()))
                .filter(seen -> !seen.uid().equals(written.uid()) || seen.generation() >= written.generation())
                .orElse(written);
    }

    private void tell(KubeObject object, Verdict verdict) {
        String line = verdict.state() + verdict.message();
        String before = told.put(Planner.key(object), line);
        // What is ready at the first look, as most objects without a status are, is not worth a line.
        boolean worthIt = before != null || !verdict.isReady() || isWorkload(object);
        if (worthIt && !line.equals(before)) {
            session.tell(new ReleaseEvent.VerdictChanged(object.ref(), verdict));
        }
    }

    private static boolean isWorkload(KubeObject object) {
        return Health.watched(object.groupKind()).contains(Kinds.POD);
    }
}
