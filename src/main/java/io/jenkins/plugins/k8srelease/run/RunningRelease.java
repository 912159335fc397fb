package io.jenkins.plugins.k8srelease.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import io.jenkins.plugins.k8srelease.connection.Connection;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseRun;
import java.util.concurrent.Future;

/** One release under way, and how far it has come. Knows what may follow what; does nothing slow. */
final class RunningRelease {

    /** How far it has come. */
    enum State {
        /** A thread reads what is to be released. Nothing was changed. */
        LOADING,
        /** The controller came back and finds out what became of it. */
        REOPENING,
        /** Nothing was begun when the controller went away; its step has to begin again. */
        AWAITING_STEP,
        /** The engine has it. */
        RUNNING,
        /** It is over, and its step may not know yet. */
        ENDED
    }

    private final Run<?, ?> build;
    private final String node;
    private final ReleaseLog log;
    private final BodyGate gate = new BodyGate();
    private State state;
    private StoredRelease stored;
    private Future<?> work;
    private ReleaseRun run;
    private Connection connection;
    private ReleaseObserver observer;
    private ReleaseOutcome outcome;
    private String abort;

    /** A release that begins. */
    RunningRelease(Run<?, ?> build, ReleaseKey key) {
        this.build = build;
        this.node = key.node();
        this.log = new ReleaseLog(System.currentTimeMillis());
        this.state = State.LOADING;
    }

    /** A release that an earlier life of this controller began. */
    RunningRelease(Run<?, ?> build, StoredRelease stored) {
        this.build = build;
        this.node = stored.node();
        this.log = new ReleaseLog(stored.started());
        this.stored = stored;
        this.abort = stored.abort();
        this.state = State.REOPENING;
    }

    Run<?, ?> build() {
        return build;
    }

    /** Of this moment: it changes with the name of the job. */
    ReleaseKey key() {
        return ReleaseKey.of(build, node);
    }

    BodyGate gate() {
        return gate;
    }

    /** For the engine, which takes null for none. */
    @CheckForNull
    BodyGate gate(boolean wanted) {
        return wanted ? gate : null;
    }

    ReleaseLog log() {
        return log;
    }

    synchronized State state() {
        return state;
    }

    @CheckForNull
    synchronized StoredRelease stored() {
        return stored;
    }

    synchronized void stored(StoredRelease description) {
        stored = description;
    }

    @CheckForNull
    synchronized String abort() {
        return abort;
    }

    @CheckForNull
    synchronized ReleaseObserver observer() {
        return observer;
    }

    /** Its outcome for its step, which hears of it once; null when it has heard, or there is none yet. */
    @CheckForNull
    synchronized ReleaseOutcome tell() {
        ReleaseOutcome how = outcome;
        outcome = null;
        return how;
    }

    /** True when its step heard of its end in an earlier life of this controller, or in this one. */
    synchronized boolean isTold() {
        return stored != null && stored.isTold();
    }

    synchronized void observedBy(ReleaseObserver step) {
        observer = step;
        log.readBy(step::line);
    }

    /** A thread is about to load. */
    synchronized void loads(Future<?> loading) {
        if (state == State.LOADING) {
            work = loading;
        }
    }

    /** The step begins again what had not been begun; false when it is not waited for. */
    synchronized boolean reload() {
        if (state != State.AWAITING_STEP) {
            return false;
        }
        state = State.LOADING;
        return true;
    }

    /** Nothing was begun; false when its end was asked for, so that its step need not be waited for. */
    synchronized boolean awaitStep() {
        if (state != State.REOPENING || abort != null) {
            return false;
        }
        state = State.AWAITING_STEP;
        return true;
    }

    /** What begins or resumes a release with the engine. */
    @FunctionalInterface
    interface Start {
        ReleaseRun start();
    }

    /** Hands over to the engine, unless it is over already: then null, and the connection remains the caller's. */
    @CheckForNull
    synchronized ReleaseRun start(Connection with, Start start) {
        if (state == State.ENDED || (state == State.LOADING && abort != null)) {
            return null;
        }
        run = start.start();
        connection = with;
        work = null;
        state = State.RUNNING;
        if (abort != null) {
            run.abort(abort);
        }
        return run;
    }

    /** Asks for the end. True when nothing was changed and nothing runs, so that it can end at once. */
    synchronized boolean abort(String reason) {
        if (state == State.ENDED) {
            return false;
        }
        abort = abort == null ? reason : abort;
        if (stored != null) {
            stored.abort(abort);
        }
        if (run != null) {
            run.abort(abort);
        }
        if (work != null) {
            work.cancel(true);
        }
        return state == State.LOADING || state == State.AWAITING_STEP;
    }

    /** It is over; false when it was before. */
    synchronized boolean end(ReleaseOutcome how) {
        if (state == State.ENDED) {
            return false;
        }
        state = State.ENDED;
        outcome = how;
        work = null;
        return true;
    }

    /** Gives the connection back. */
    void release() {
        Connection mine;
        synchronized (this) {
            mine = connection;
            connection = null;
        }
        if (mine != null) {
            mine.close();
        }
    }
}
