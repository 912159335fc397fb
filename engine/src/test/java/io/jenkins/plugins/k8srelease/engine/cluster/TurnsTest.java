package io.jenkins.plugins.k8srelease.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private final Turns turns = new Turns(2);
    private final List<CompletableFuture<String>> sent = new ArrayList<>();

    private CompletableFuture<String> take() {
        return turns.take(() -> {
            CompletableFuture<String> answer = new CompletableFuture<>();
            sent.add(answer);
            return answer;
        });
    }

    @Test
    void noMoreThanThatAreUnderWayAndTheNextOneFollowsInOrder() {
        List<CompletableFuture<String>> results =
                IntStream.range(0, 4).mapToObj(i -> take()).toList();
        assertThat(sent).hasSize(2);

        sent.get(1).complete("second");
        assertThat(sent).hasSize(3);
        assertThat(results.get(1)).isCompletedWithValue("second");

        sent.get(0).completeExceptionally(new IllegalStateException("first"));
        assertThat(sent).hasSize(4);
        assertThat(results.get(0)).isCompletedExceptionally();
        sent.get(3).complete("fourth");
        assertThat(results.get(3)).isCompletedWithValue("fourth");
        assertThat(results.get(2)).isNotDone();
    }

    @Test
    void whoseCallerHasGivenUpIsNotSent() {
        take();
        take();
        CompletableFuture<String> tooLate = take();
        CompletableFuture<String> last = take();
        tooLate.cancel(false);
        sent.get(0).complete("");
        assertThat(sent).hasSize(3);
        sent.get(2).complete("last");
        assertThat(last).isCompletedWithValue("last");
    }

    /** As with a client that was closed: each fails at once. */
    @Test
    void manyThatCannotBeSentAllFail() {
        take();
        take();
        List<CompletableFuture<String>> results = IntStream.range(0, 100_000)
                .mapToObj(i -> turns.<String>take(() -> {
                    throw new IllegalStateException("closed");
                }))
                .toList();
        CompletableFuture<String> error = turns.take(() -> {
            throw new NoClassDefFoundError("a class of a client that was unloaded");
        });
        sent.get(0).complete("");
        assertThat(error).isCompletedExceptionally();
        assertThat(results).allMatch(CompletableFuture::isCompletedExceptionally);
        take();
        assertThat(sent).hasSize(3);
    }
}
