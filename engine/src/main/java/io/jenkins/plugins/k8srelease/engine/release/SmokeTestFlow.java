package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Smoke tests by themselves, outside of a release: nothing is claimed, all checks are run. */
final class SmokeTestFlow {

    private static final Logger LOG = LoggerFactory.getLogger(SmokeTestFlow.class);

    private final Session session;
    private final SmokeRequest request;
    private final Function<String, Optional<Integer>> marker;
    private final List<String> failures = new ArrayList<>();

    /**
     * @param marker says of the live release that it is bad, and why; gives its number
     */
    SmokeTestFlow(Session session, SmokeRequest request, Function<String, Optional<Integer>> marker) {
        this.session = session;
        this.request = request;
        this.marker = marker;
    }

    Next start() {
        session.deadline =
                System.nanoTime() + Duration.ofMillis(request.timeoutMillis()).toNanos();
        return new SmokeFlow(session).run(request.checks(), failures::add, this::end);
    }

    private Next end() {
        int all = request.checks().size();
        if (failures.isEmpty()) {
            String what = all == 1 ? "the smoke test passed" : "all " + all + " smoke tests passed";
            return new Next.End(session.result(Status.SUCCEEDED, 0, what));
        }
        String first = failures.get(0);
        if (request.marksBad()) {
            mark(first);
        }
        return new Next.End(session.result(
                Status.FAILED,
                0,
                all == 1 ? first : failures.size() + " of " + all + " smoke tests failed. The first: " + first));
    }

    /** A record that may not be written must not hide what the test found. */
    private void mark(String why) {
        try {
            marker.apply(why)
                    .ifPresent(number -> session.info(
                            "release " + number + " of " + request.names().app()
                                    + " is marked as bad: a rollback to 'previous' does not lead to it"));
        } catch (ApiException e) {
            session.warn(
                    "the live release of " + request.names().app() + " could not be marked as bad: " + e.getMessage());
        }
    }

    /** What went wrong with the asking itself, as opposed to a wrong answer. */
    Next on(RuntimeException thrown) {
        LOG.debug("a smoke test could not be done", thrown);
        String message = thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
        boolean refused = thrown instanceof ApiException || thrown instanceof StartFailure;
        if (refused || thrown instanceof ReleaseFailure) {
            return new Next.End(session.result(refused ? Status.NOT_STARTED : Status.FAILED, 0, message));
        }
        throw thrown;
    }
}
