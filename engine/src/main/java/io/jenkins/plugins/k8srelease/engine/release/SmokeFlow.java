package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.smoke.Endpoints;
import io.jenkins.plugins.k8srelease.engine.smoke.ProxyAsker;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeResult;
import io.jenkins.plugins.k8srelease.engine.smoke.UrlAsker;
import io.jenkins.plugins.k8srelease.engine.smoke.Via;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Runs smoke tests one after the other; through the proxy, every pod behind a Service is asked until it has passed. */
final class SmokeFlow {

    private final Session session;
    private final SmokePodFlow pods;
    private UrlAsker urls;

    SmokeFlow(Session session) {
        this.session = session;
        this.pods = new SmokePodFlow(session);
    }

    /** Runs a release's checks: the first that fails, fails it. */
    Next run(List<SmokeCheck> checks, Next.Step then) {
        return run(
                checks,
                failure -> {
                    throw new ReleaseFailure(failure);
                },
                then);
    }

    /**
     * Runs checks.
     *
     * @param failed hears of a check that failed, in one sentence; when it returns, the next check is run
     */
    Next run(List<SmokeCheck> checks, Consumer<String> failed, Next.Step then) {
        if (checks.isEmpty()) {
            return new Next.Go(then);
        }
        if (checks.stream().anyMatch(c -> c.via() != Via.URL)) {
            String namespace = session.names.namespace();
            session.view.watch(Endpoints.SERVICES, namespace);
            session.view.watch(Endpoints.SLICES, namespace);
            session.view.watch(Endpoints.PODS, namespace);
            session.view.awaitReady();
        }
        return next(checks, failed, then);
    }

    private Next next(List<SmokeCheck> open, Consumer<String> failed, Next.Step then) {
        if (open.isEmpty()) {
            return new Next.Go(then);
        }
        Next.Step rest = () -> next(open.subList(1, open.size()), failed, then);
        return new Run(open.get(0), failed, rest).attempt();
    }

    /** One check, from its first attempt to its end. */
    private final class Run {

        private final SmokeCheck check;
        private final Consumer<String> failed;
        private final Next.Step then;
        /** By pod: who has passed, and where those that have not were asked. */
        private final Map<String, Boolean> passed = new TreeMap<>();

        private final Map<String, Endpoints.Target> asked = new TreeMap<>();
        private int attempt = 1;

        Run(SmokeCheck check, Consumer<String> failed, Next.Step then) {
            this.check = check;
            this.failed = failed;
            this.then = then;
        }

        Next attempt() {
            session.checkAborted();
            if (check.via() == Via.URL) {
                return judge(List.of(Cluster.join(urls().ask(check, attempt))), true);
            }
            Endpoints.Found found = Endpoints.find(check, session.names.namespace(), session.view);
            if (!found.waitingFor().isEmpty()) {
                Duration remaining = session.remaining();
                return remaining.isNegative()
                        ? judge(List.of(unasked(found.waitingFor())), false)
                        : new Next.Park(remaining.plusMillis(1), this::attempt);
            }
            if (check.via() == Via.POD) {
                int port = Endpoints.servicePort(check, session.names.namespace(), session.view)
                        .orElseThrow();
                return pods.ask(check, port, attempt, o -> judge(List.of(o.result()), o.asked()));
            }
            ProxyAsker asker = new ProxyAsker(session.cluster);
            return judge(
                    Cluster.join(targets(found.targets()).stream()
                            .map(t -> asker.ask(check, session.names.namespace(), t, attempt))
                            .toList()),
                    true);
        }

        private UrlAsker urls() {
            if (urls == null) {
                urls = new UrlAsker(session.writers);
            }
            return urls;
        }

        private SmokeResult unasked(String why) {
            return new SmokeResult(check.toString(), check.service(), false, why, attempt, 0);
        }

        /** Those that have not passed. One that failed and then fell out of the endpoints is asked again all the same. */
        private List<Endpoints.Target> targets(List<Endpoints.Target> ready) {
            ready.stream().filter(t -> !passed.containsKey(t.pod())).forEach(t -> asked.put(t.pod(), t));
            asked.keySet().removeIf(pod -> passed.containsKey(pod) || !exists(pod));
            return new ArrayList<>(asked.values());
        }

        private boolean exists(String pod) {
            return session.view
                    .find(Endpoints.PODS, session.names.namespace(), pod)
                    .filter(p -> !p.isBeingDeleted())
                    .map(KubeObject::name)
                    .isPresent();
        }

        private Next judge(List<SmokeResult> results, boolean again) {
            boolean last = !again || attempt >= check.attempts();
            for (SmokeResult result : results) {
                if (result.passed()) {
                    passed.put(result.pod(), true);
                }
                if (result.passed() || last) {
                    session.smoke.add(result);
                    session.tell(new ReleaseEvent.Smoked(result));
                }
            }
            List<SmokeResult> wrong = results.stream().filter(r -> !r.passed()).toList();
            if (wrong.isEmpty()) {
                return new Next.Go(then);
            }
            if (last) {
                failed.accept(sentence(wrong));
                return new Next.Go(then);
            }
            attempt++;
            return pause(System.nanoTime() + check.intervalMillis() * 1_000_000);
        }

        private String sentence(List<SmokeResult> wrong) {
            SmokeResult first = wrong.get(0);
            int all = passed.size() + wrong.size();
            String who = check.via() == Via.PROXY && all > 1 ? " on " + wrong.size() + " of " + all + " pods" : "";
            return "smoke test " + check + " failed" + who + "; " + first.pod() + ": " + first.detail();
        }

        /** Changes in the cluster wake the release; the pause between two attempts goes on nevertheless. */
        private Next pause(long until) {
            session.checkAborted();
            Duration left = Duration.ofNanos(until - System.nanoTime());
            return left.isNegative() ? attempt() : new Next.Park(left.plusMillis(1), () -> pause(until));
        }
    }
}
