package io.jenkins.plugins.k8srelease.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 7, 12})
    void allSharesTogetherRunEveryClass(int shares) {
        for (int i = 1; i <= Turn.TURNS; i++) {
            int turn = i;
            assertThat(IntStream.rangeClosed(1, shares).filter(n -> Turn.Condition.isIn(turn, new Share(n, shares))))
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(shares < Turn.TURNS ? shares : (shares + 2) / Turn.TURNS);
        }
    }
}
