package io.jenkins.plugins.k8srelease.engine.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Lets a number of requests be under way at once; others wait for their turn, in order and without a thread. The JDK's
 * client takes any number, and on a machine of one or two processors it makes a thread for each answer
 * ({@link CompletableFuture}'s own rule).
 */
final class Turns {

    /** A request that waits; one whose caller has given up waits no longer. */
    private record Waiting(CompletableFuture<?> result, Runnable sending) {}

    private final int most;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int underWay;
    /** True while a thread begins requests: one that ends at once must not begin the next one on top of itself. */
    private boolean beginning;

    Turns(int most) {
        this.most = most;
    }

    /**
     * Sends a request when it is its turn. What the sending throws, the future fails with; one that is completed before its
     * turn is not sent.
     */
    <T> CompletableFuture<T> take(Supplier<CompletableFuture<T>> request) {
        CompletableFuture<T> result = new CompletableFuture<>();
        synchronized (this) {
            waiting.add(new Waiting(result, () -> send(request, result)));
        }
        begin();
        return result;
    }

    private <T> void send(Supplier<CompletableFuture<T>> request, CompletableFuture<T> result) {
        CompletableFuture<T> answer;
        try {
            answer = request.get();
        } catch (RuntimeException | Error e) {
            // An error as well: whatever left this method would leave all the others waiting for ever.
            answer = CompletableFuture.failedFuture(e);
        }
        answer.whenComplete((value, thrown) -> {
            synchronized (this) {
                underWay--;
            }
            begin();
            if (thrown == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(Cluster.unwrap(thrown));
            }
        });
    }

    private void begin() {
        synchronized (this) {
            if (beginning) {
                return;
            }
            beginning = true;
        }
        for (Runnable next = next(); next != null; next = next()) {
            next.run();
        }
    }

    private synchronized Runnable next() {
        while (!waiting.isEmpty() && waiting.peek().result().isDone()) {
            waiting.remove();
        }
        if (underWay == most || waiting.isEmpty()) {
            beginning = false;
            return null;
        }
        underWay++;
        return waiting.remove().sending();
    }
}
