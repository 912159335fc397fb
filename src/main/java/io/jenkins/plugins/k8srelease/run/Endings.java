package io.jenkins.plugins.k8srelease.run;

import hudson.AbortException;

/** How releases end, who hears of it, and when they are forgotten. */
final class Endings {

    private final ReleaseRegistry registry;
    private final Releases releases;
    private final Reopening reopening;

    Endings(ReleaseRegistry registry, Releases releases, Reopening reopening) {
        this.registry = registry;
        this.releases = releases;
        this.reopening = reopening;
    }

    /** Asks for the end. For threads that may block. */
    void abort(RunningRelease release, String reason) {
        boolean atOnce = release.abort(reason);
        release.log().line("ending: " + reason);
        StoredRelease stored = release.stored();
        if (stored != null) {
            registry.save(stored);
        }
        if (atOnce) {
            boolean claimed = release.state() == RunningRelease.State.AWAITING_STEP;
            neverBegun(release);
            if (claimed) {
                reopening.settle(release.build(), stored);
            }
        }
    }

    /** Its end was asked for before anything was changed. */
    void neverBegun(RunningRelease release) {
        end(
                release,
                new ReleaseOutcome.Broken(
                        new AbortException("ended before anything was changed: " + release.abort()), release.abort()));
    }

    /** A release is over: it is reported, and its step hears of it now or when it comes back. */
    void end(RunningRelease release, ReleaseOutcome outcome) {
        // What the engine says while Jenkins goes down is no outcome: the release is on record and is found again.
        if (registry.isClosing() || !release.end(outcome)) {
            return;
        }
        release.release();
        if (!release.isTold()) {
            Reporting.ended(release, outcome);
            StoredRelease stored = release.stored();
            if (stored != null && outcome instanceof ReleaseOutcome.Done done) {
                Retirement.get().consider(stored, done.result());
            }
        }
        if (release.observer() != null) {
            deliver(release);
        }
        if (!release.build().isBuilding()) {
            forget(release);
        }
    }

    /** The file stays until the build is over: a step whose end was not on disk yet when the controller went asks again. */
    void deliver(RunningRelease release) {
        ReleaseObserver observer = release.observer();
        ReleaseOutcome outcome = release.tell();
        if (observer == null || outcome == null) {
            return;
        }
        StoredRelease stored = release.stored();
        if (stored != null) {
            stored.tell();
            registry.save(stored);
        }
        observer.ended(outcome, release.log()::hidden);
    }

    void forget(RunningRelease release) {
        releases.remove(release);
        StoredRelease stored = release.stored();
        if (stored != null) {
            registry.store().delete(stored);
        }
    }

    /** The build is over: what it began is not wanted any more unless it is done. */
    void buildEnded(RunningRelease release) {
        if (release.state() == RunningRelease.State.ENDED || release.isTold()) {
            registry.execute(() -> forget(release));
        } else if (release.abort() == null) {
            registry.execute(() -> abort(release, "its build ended without waiting for it"));
        }
    }
}
