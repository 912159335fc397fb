package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Smoke tests by themselves, outside of a release: nothing is claimed, all checks are run. */
final class SmokeTestFlow {

    private static final Logger LOG = LoggerFactory.getLogger(SmokeTestFlow.class);

    private final Session session;
    private final SmokeRequest request;
    private final List<String> failures = new ArrayList<>();

    SmokeTestFlow(Session session, SmokeRequest request) {
        this.session = session;
        this.request = request;
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
        return new Next.End(session.result(
                Status.FAILED,
                0,
                all == 1 ? first : failures.size() + " of " + all + " smoke tests failed. The first: " + first));
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
