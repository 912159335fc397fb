package io.jenkins.plugins.k8srelease.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShareTest {

    @Test
    void allSharesTogetherAreEverythingOnce() {
        List<Integer> cases = IntStream.range(0, 100).boxed().toList();
        List<Integer> together = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            List<Integer> share = new Share(i, 3).of(cases);
            assertThat(share).hasSizeBetween(33, 34);
            together.addAll(share);
        }

        assertThat(together).containsExactlyInAnyOrderElementsOf(cases);
        assertThat(new Share(1, 1).of(cases)).containsExactlyInAnyOrderElementsOf(cases);
    }
}
