package io.jenkins.plugins.k8srelease.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadTest {

    private static final Holder HOLDER = new Holder("h", "somebody", "there", null);

    private static Head release(Head head, Outcome outcome) {
        Head claimed = head.claimed("deploy", "digest", HOLDER, "2026-01-01T00:00:00Z");
        int number = claimed.current().revision();
        return claimed.ended(new Revision(number, "deploy", outcome, null, "", "", "somebody", Map.of(), 1, null));
    }

    @Test
    void theLastTenStayAndTheLiveOneAlways() {
        Head head = release(Head.first("AA=="), Outcome.SUCCEEDED);
        for (int i = 0; i < 15; i++) {
            head = release(head, Outcome.UNDONE);
        }

        assertThat(head.live()).isEqualTo(1);
        assertThat(head.revisions())
                .hasSize(Head.KEPT)
                .extracting(Revision::revision)
                .contains(1, 16);
        assertThat(head.evicting()).hasSize(6).doesNotContain(1);
    }

    @Test
    void whatIsBeingEvictedIsNamedUntilItIsGone() {
        Head head = Head.first("AA==");
        for (int i = 0; i < 12; i++) {
            head = release(head, Outcome.SUCCEEDED);
        }

        assertThat(head.evicting()).containsExactly(1, 2);
        assertThat(head.evicted().evicting()).isEmpty();
    }

    @Test
    void aReleaseThatChangedNothingLeavesTheLiveOneAndItsPartsGo() {
        Head head = release(release(Head.first("AA=="), Outcome.SUCCEEDED), Outcome.NOTHING_CHANGED);

        assertThat(head.live()).isEqualTo(1);
        assertThat(head.evicting()).containsExactly(2);
    }

    @Test
    void aTakeoverRaisesTheEpochAndKeepsTheJournal() {
        Head head =
                Head.first("AA==").claimed("deploy", "digest", HOLDER, "now").journalled(Phase.APPLYING, 3, null);

        Head taken = head.takenOver(new Holder("other", "another", "here", null));

        assertThat(taken.epoch()).isEqualTo(head.epoch() + 1);
        assertThat(taken.current().wave()).isEqualTo(3);
        assertThat(taken.current().holder().by()).isEqualTo("another");
    }
}
