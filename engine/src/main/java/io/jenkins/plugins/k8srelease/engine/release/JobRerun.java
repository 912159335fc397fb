package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.cluster.Backoff;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.RecordedObject;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Duration;
import java.util.Optional;

/**
 * Runs a Job again that failed in an earlier release. A Job runs once, so the failed one makes place for a new one of the
 * same name; it was diagnosed when it failed. For threads that may block.
 */
final class JobRerun {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Session session;

    JobRerun(Session session) {
        this.session = session;
    }

    KubeObject run(RecordedObject object) {
        KubeObject failed = object.before().object();
        session.replaced.add(failed.uid());
        if (session.applier.delete(failed)) {
            session.info(failed + " failed in an earlier release and is run again");
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int tries = 0; isThere(failed); tries++) {
            if (System.nanoTime() > deadline) {
                throw new ReleaseFailure(
                        failed + " failed in an earlier release and cannot be run again, since something"
                                + " holds its deletion back");
            }
            pause(tries);
        }
        return session.applier.apply(object.config(), null, object.before().forced(), object.ownership(), true);
    }

    private boolean isThere(KubeObject failed) {
        Optional<KubeObject> now = Cluster.join(session.cluster.get(failed.ref()));
        return now.isPresent() && now.get().uid().equals(failed.uid());
    }

    private static void pause(int tries) {
        try {
            Thread.sleep(Backoff.pause(tries, null).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
