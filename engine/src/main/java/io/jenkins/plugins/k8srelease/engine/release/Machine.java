package io.jenkins.plugins.k8srelease.engine.release;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Runs the steps of one release, one at a time, on a shared pool. A parked release holds no thread; changes that come
 * close together wake it once.
 */
final class Machine {

    /** Long enough to see the changes of one controller's pass as one, short enough that nobody notices. */
    private static final Duration COALESCE = Duration.ofMillis(30);

    private final ExecutorService pool;
    private final ScheduledExecutorService scheduler;
    private final LiveView view;
    private final Function<RuntimeException, Next> onFailure;
    private final CompletableFuture<ReleaseResult> result = new CompletableFuture<>();
    private Next.Step parked;
    private boolean woken;
    private ScheduledFuture<?> timer;

    Machine(
            ExecutorService pool,
            ScheduledExecutorService scheduler,
            LiveView view,
            Function<RuntimeException, Next> onFailure) {
        this.pool = pool;
        this.scheduler = scheduler;
        this.view = view;
        this.onFailure = onFailure;
    }

    CompletableFuture<ReleaseResult> start(Next.Step first) {
        submit(first);
        return result;
    }

    /** Something may have changed. Cheap, from any thread. */
    synchronized void wake() {
        if (parked == null) {
            woken = true;
        } else if (!woken) {
            woken = true;
            rearm(COALESCE);
        }
    }

    private void submit(Next.Step step) {
        try {
            pool.execute(() -> run(step));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new IllegalStateException("the engine was closed while a release ran", e));
        }
    }

    private void run(Next.Step first) {
        Next.Step step = first;
        while (step != null) {
            Next next;
            try {
                next = step.run();
            } catch (RuntimeException e) {
                next = failed(e);
            } catch (Error e) {
                result.completeExceptionally(e);
                throw e;
            }
            step = follow(next);
        }
    }

    private Next failed(RuntimeException thrown) {
        if (pool.isShutdown()) {
            // An interrupt by close() is no failure of the release: it is on record, and whoever resumes it decides.
            result.completeExceptionally(
                    new IllegalStateException("the engine was closed while a release ran", thrown));
            return null;
        }
        try {
            return onFailure.apply(thrown);
        } catch (RuntimeException e) {
            e.addSuppressed(thrown);
            result.completeExceptionally(e);
            return null;
        }
    }

    private Next.Step follow(Next next) {
        if (next instanceof Next.Go go) {
            return go.step();
        }
        if (next instanceof Next.End end) {
            result.complete(end.result());
        }
        if (next instanceof Next.Park park) {
            park(park);
        }
        return null;
    }

    private synchronized void park(Next.Park park) {
        parked = () -> {
            view.listen();
            return park.then().run();
        };
        Duration due = view.due();
        rearm(woken ? COALESCE : due.compareTo(park.longest()) < 0 ? due : park.longest());
    }

    private void rearm(Duration delay) {
        if (timer != null) {
            timer.cancel(false);
        }
        Next.Step expected = parked;
        try {
            timer = scheduler.schedule(() -> resume(expected), Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new IllegalStateException("the engine was closed while a release ran", e));
        }
    }

    private void resume(Next.Step expected) {
        synchronized (this) {
            if (parked != expected || expected == null) {
                return;
            }
            parked = null;
            woken = false;
        }
        submit(expected);
    }
}
