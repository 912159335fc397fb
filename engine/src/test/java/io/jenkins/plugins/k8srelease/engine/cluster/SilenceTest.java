package io.jenkins.plugins.k8srelease.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilenceTest {

    private long nanos;
    private final Silence silence = new Silence(() -> nanos);

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void nothingIsAskedOfAWatchThatSpeaks() {
        for (int i = 0; i < 100; i++) {
            pass(Silence.FIRST.minusMillis(1));
            assertThat(silence.ask()).isFalse();
            silence.heard();
        }
    }

    @Test
    void whatIsRightlySilentIsAskedLessAndLess() {
        for (int seconds : new int[] {10, 20, 40, 60, 60}) {
            assertThat(silence.due()).hasSeconds(seconds);
            pass(Duration.ofSeconds(seconds));
            assertThat(silence.ask()).isTrue();
            assertThat(silence.ask()).as("the same question twice").isFalse();
            silence.answered(false);
        }
        assertThat(silence.isDeaf()).isFalse();
    }

    @Test
    void whatOughtToHaveSpokenAndStaysSilentIsDeaf() {
        pass(Silence.FIRST);
        silence.ask();
        silence.answered(true);
        pass(Silence.GRACE.minusMillis(1));
        assertThat(silence.ask()).isFalse();
        assertThat(silence.isDeaf()).isFalse();

        pass(Duration.ofMillis(1));
        assertThat(silence.ask()).isFalse();

        assertThat(silence.isDeaf()).isTrue();
    }

    @Test
    void whatSpeaksAfterAllIsNotDeaf() {
        pass(Silence.FIRST);
        silence.ask();
        silence.answered(true);
        silence.heard();
        pass(Silence.GRACE);
        silence.ask();
        assertThat(silence.isDeaf()).isFalse();
    }

    /** The answer is older than what was heard while it was under way. */
    @Test
    void whatWasHeardMeanwhileOutweighsTheAnswer() {
        pass(Silence.FIRST);
        silence.ask();
        silence.heard();
        silence.answered(true);
        pass(Silence.GRACE);
        assertThat(silence.ask()).isFalse();
        assertThat(silence.isDeaf()).isFalse();
    }

    @Test
    void aServerThatDoesNotAnswerIsAskedAgainSoon() {
        pass(Silence.FIRST);
        silence.ask();
        silence.unanswered();
        assertThat(silence.due()).isEqualTo(Silence.GRACE);
        pass(Silence.GRACE);
        assertThat(silence.ask()).isTrue();
    }
}
