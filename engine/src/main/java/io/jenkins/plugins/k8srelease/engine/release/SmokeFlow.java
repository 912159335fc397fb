package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.smoke.Endpoints;
import io.jenkins.plugins.k8srelease.engine.smoke.PodAsker;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeResult;
import java.time.Duration;
import java.util.List;

/** Asks every pod behind a Service, after its endpoints are those of the new pods only. */
final class SmokeFlow {

    private final Session session;

    SmokeFlow(Session session) {
        this.session = session;
    }

    /** Runs all checks, one after the other. */
    Next run(Next.Step then) {
        List<SmokeCheck> checks = session.document.settings().smoke();
        if (checks.isEmpty()) {
            return new Next.Go(then);
        }
        String namespace = session.names.namespace();
        session.view.watch(Endpoints.SERVICES, namespace);
        session.view.watch(Endpoints.SLICES, namespace);
        session.view.watch(Endpoints.PODS, namespace);
        session.view.awaitReady();
        return check(checks, then);
    }

    private Next check(List<SmokeCheck> open, Next.Step then) {
        if (open.isEmpty()) {
            return new Next.Go(then);
        }
        session.checkAborted();
        SmokeCheck check = open.get(0);
        Endpoints.Found found = Endpoints.find(check, session.names.namespace(), session.view);
        if (!found.waitingFor().isEmpty()) {
            Duration remaining = session.remaining();
            if (remaining.isNegative()) {
                throw new ReleaseFailure("smoke test " + check + ": " + found.waitingFor());
            }
            return new Next.Park(remaining, () -> check(open, then));
        }
        return ask(check, found.targets(), 1, () -> check(open.subList(1, open.size()), then));
    }

    private Next ask(SmokeCheck check, List<Endpoints.Target> targets, int attempt, Next.Step then) {
        session.checkAborted();
        PodAsker asker = new PodAsker(session.cluster);
        List<SmokeResult> results = Cluster.join(targets.stream()
                .map(t -> asker.ask(check, session.names.namespace(), t.pod(), t.port(), attempt))
                .toList());
        boolean last = attempt >= check.attempts();
        for (SmokeResult result : results) {
            if (result.passed() || last) {
                session.smoke.add(result);
                session.tell(new ReleaseEvent.Smoked(result));
            }
        }
        List<String> failed =
                results.stream().filter(r -> !r.passed()).map(SmokeResult::pod).toList();
        if (failed.isEmpty()) {
            return new Next.Go(then);
        }
        if (last) {
            SmokeResult first =
                    results.stream().filter(r -> !r.passed()).findFirst().orElseThrow();
            throw new ReleaseFailure("smoke test " + check + " failed on " + failed.size() + " of " + targets.size()
                    + " pods; " + first.pod() + ": " + first.detail());
        }
        List<Endpoints.Target> again =
                targets.stream().filter(t -> failed.contains(t.pod())).toList();
        return pauseThenAsk(check, again, attempt + 1, System.nanoTime() + check.intervalMillis() * 1_000_000, then);
    }

    /** Changes in the cluster wake the release; the pause between two attempts goes on nevertheless. */
    private Next pauseThenAsk(SmokeCheck check, List<Endpoints.Target> targets, int attempt, long at, Next.Step then) {
        Duration left = Duration.ofNanos(at - System.nanoTime());
        return left.isNegative()
                ? ask(check, targets, attempt, then)
                : new Next.Park(left.plusMillis(1), () -> pauseThenAsk(check, targets, attempt, at, then));
    }
}
