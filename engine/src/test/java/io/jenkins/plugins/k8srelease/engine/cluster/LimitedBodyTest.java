package io.jenkins.plugins.k8srelease.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitedBodyTest {

    private static LimitedBody body(Duration span) {
        return new LimitedBody("a body".getBytes(StandardCharsets.UTF_8), SendLimit.in(span));
    }

    @Test
    void isReadWholeAndCanBeSentAgain() throws IOException {
        LimitedBody body = body(Duration.ofMinutes(1));

        assertThat(body.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("a body");
        assertThat(body.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("a body");
    }

    @Test
    void isNotGivenOutAfterItsLimit() {
        assertThatThrownBy(() -> body(Duration.ZERO).readAllBytes()).isInstanceOf(IOException.class);
    }

    @Test
    void aMachineThatSleptOrAClockThatWasSetCountsAsLate() {
        long now = System.currentTimeMillis();

        assertThat(new SendLimit(System.nanoTime(), now - 60_000, Duration.ofSeconds(5)).hasPassed())
                .isTrue();
        assertThat(new SendLimit(System.nanoTime(), now + 60_000, Duration.ofSeconds(5)).hasPassed())
                .isTrue();
        assertThat(new SendLimit(System.nanoTime() - 6_000_000_000L, now, Duration.ofSeconds(5)).hasPassed())
                .isTrue();
    }
}
