package io.jenkins.plugins.k8srelease.engine.release;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.RawResponse;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.health.Verdict;
import io.jenkins.plugins.k8srelease.engine.object.Digests;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.smoke.CurlPod;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeResult;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks from inside the cluster: makes a pod, awaits its end without a thread, reads it and removes it, whatever happens.
 * Of a run that was killed its pod ends by itself, and the next such smoke test in the namespace removes it.
 */
final class SmokePodFlow {

    private static final Logger LOG = LoggerFactory.getLogger(SmokePodFlow.class);
    private static final ResourceType PODS = new ResourceType("", "v1", "Pod", "pods", true);
    private static final Duration LOG_PATIENCE = Duration.ofSeconds(10);
    /** For scheduling, the pull of the image and the start. */
    private static final Duration LONGEST_START = Duration.ofMinutes(5);

    /** What came of a pod: a result, which is worth another attempt only when the pod could ask at all. */
    record Outcome(SmokeResult result, boolean asked) {}

    private final Session session;
    private boolean swept;

    SmokePodFlow(Session session) {
        this.session = session;
    }

    /**
     * Asks once.
     *
     * @param port the Service's
     */
    Next ask(SmokeCheck check, int port, int attempt, Function<Outcome, Next> then) {
        sweep();
        session.view.watch(Kinds.EVENT, session.names.namespace());
        session.view.awaitReady();
        session.view.takeUnreadable();
        return new Attempt(check, port, attempt, then).start();
    }

    /** Removes what runs that were killed have left. Nothing of this run is expired yet. */
    private void sweep() {
        if (swept) {
            return;
        }
        swept = true;
        for (KubeObject pod : session.view.list(Kinds.POD, session.names.namespace())) {
            if (pod.labels().containsKey(CurlPod.LABEL) && CurlPod.isExpired(pod, session.cluster.now())) {
                remove(pod.name(), pod.uid());
            }
        }
    }

    private void remove(String name, String uid) {
        ObjectNode options = JsonNodeFactory.instance.objectNode().put("gracePeriodSeconds", 1);
        options.putObject("preconditions").put("uid", uid);
        ApiRequest request = ApiRequest.delete(PODS.path(session.names.namespace(), name), options);
        for (int tries = 0; tries < 3; tries++) {
            try {
                Cluster.join(session.cluster.send(request));
                return;
            } catch (ApiException e) {
                if (e.isNotFound() || e.isConflict()) {
                    return;
                }
                if (!e.isTransient() || tries == 2) {
                    session.warn("the smoke test's pod " + session.names.namespace() + "/" + name
                            + " could not be removed: " + e.getMessage()
                            + ". It ends by itself, and the next smoke test in this namespace removes it");
                    return;
                }
            }
        }
    }

    /** One pod from its making to its removal. */
    private final class Attempt {

        private final SmokeCheck check;
        private final int number;
        private final Function<Outcome, Next> then;
        private final CurlPod curl;
        private final String name;
        private final long deadline;
        private String uid = "";
        private boolean seen;

        Attempt(SmokeCheck check, int port, int number, Function<Outcome, Next> then) {
            this.check = check;
            this.number = number;
            this.then = then;
            this.curl = new CurlPod(check, session.names.namespace(), port);
            this.name = "k8s-release-smoke-"
                    + Digests.base64UrlSha256(session.holder.id() + " " + check.target() + " " + number)
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^a-z0-9]", "")
                            .substring(0, 12);
            Duration longest = LONGEST_START.plusMillis(check.timeoutMillis());
            Duration left = session.remaining();
            this.deadline = System.nanoTime() + (left.compareTo(longest) < 0 ? left : longest).toNanos();
        }

        Next start() {
            long seconds =
                    Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toSeconds() + 1);
            ObjectNode manifest = curl.manifest(name, session.names.app(), session.cluster.now(), seconds);
            try {
                uid = create(manifest).uid();
            } catch (ApiException e) {
                return end(false, curl.cannotRun(e.getMessage()));
            }
            return await();
        }

        /** A pod of that name is one of this very attempt: of an answer that was lost, or of a step that was resumed. */
        private KubeObject create(ObjectNode manifest) {
            ApiRequest request = ApiRequest.post(PODS.path(session.names.namespace()), manifest);
            for (int tries = 0; ; tries++) {
                try {
                    return Cluster.join(session.cluster.send(request)).object();
                } catch (ApiException e) {
                    if (tries == 3 || !e.isTransient() && !e.isConflict()) {
                        throw e;
                    }
                    Optional<KubeObject> there =
                            Cluster.join(session.cluster.get(PODS, session.names.namespace(), name));
                    if (there.isPresent() && there.get().labels().containsKey(CurlPod.LABEL)) {
                        remove(name, there.get().uid());
                    }
                }
            }
        }

        private Next await() {
            try {
                session.checkAborted();
            } catch (ReleaseFailure e) {
                remove(name, uid);
                throw e;
            }
            Optional<KubeObject> pod = session.view
                    .find(Kinds.POD, session.names.namespace(), name)
                    .filter(p -> p.uid().equals(uid));
            if (pod.isPresent()) {
                seen = true;
                if (CurlPod.hasEnded(pod.get())) {
                    return read(pod.get());
                }
                Verdict verdict = session.health.judge(pod.get(), session.view);
                if (verdict.isFailed()) {
                    return end(false, curl.cannotRun(verdict.message()));
                }
                if (expired()) {
                    return end(false, curl.cannotRun("not done in time; " + verdict.message()));
                }
                return park(verdict.reconsiderAt()
                        .map(at -> Duration.between(session.view.now(), at))
                        .orElse(left()));
            }
            if (seen) {
                return end(true, "the pod that asks was removed by somebody else");
            }
            return expired() ? end(false, curl.cannotRun("it was not seen in time")) : park(left());
        }

        private Next park(Duration wished) {
            Duration pause = wished.compareTo(left()) < 0 ? wished : left();
            return new Next.Park(pause.isNegative() ? Duration.ofMillis(100) : pause.plusMillis(1), this::await);
        }

        private Duration left() {
            return Duration.ofNanos(deadline - System.nanoTime());
        }

        private boolean expired() {
            return left().isNegative();
        }

        private Next read(KubeObject pod) {
            String path = PODS.path(session.names.namespace(), name) + "/log?limitBytes=" + CurlPod.LARGEST_LOG;
            CompletableFuture<RawResponse> log = session.cluster.fetch(path, CurlPod.LARGEST_LOG, LOG_PATIENCE);
            byte[] text;
            try {
                RawResponse answer = Cluster.join(log);
                text = answer.code() == 200 ? answer.body() : new byte[0];
                if (answer.code() == 403) {
                    return end(false, "the log of the pod that asks may not be read: " + answer.text());
                }
            } catch (RuntimeException e) {
                LOG.debug("no log of {}", name, e);
                text = new byte[0];
            }
            SmokeResult result = curl.result(pod, text, number);
            remove(name, uid);
            return then.apply(new Outcome(result, true));
        }

        private Next end(boolean asked, String why) {
            if (!uid.isEmpty()) {
                remove(name, uid);
            }
            return then.apply(
                    new Outcome(new SmokeResult(check.toString(), check.service(), false, why, number, 0), asked));
        }
    }
}
