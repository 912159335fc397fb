package io.jenkins.plugins.k8srelease.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** The way back to the colour that is kept needs its record. */
    @Test
    void theReleaseOfTheColourThatIsKeptStays() {
        Head head = release(Head.first("AA=="), Outcome.SUCCEEDED);
        for (int i = 0; i < Head.KEPT; i++) {
            head = release(head, Outcome.UNDONE);
        }
        head = release(head, Outcome.SUCCEEDED);
        assertThat(head.previous().orElseThrow().revision()).isEqualTo(1);
        Colours.Side blue = new Colours.Side(Colours.BLUE, 1, Map.of("app", "web"), List.of(), Set.of(), null, false);
        head = head.withColours(new Colours("web", "web-preview", blue.released(12, List.of(), Set.of()), blue));
        for (int i = 0; i < Head.KEPT; i++) {
            head = release(head, Outcome.UNDONE);
        }

        assertThat(head.previous().orElseThrow().revision()).isEqualTo(1);
        head = release(head.withColours(null), Outcome.UNDONE);
        assertThat(head.evicting()).contains(1);
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

    @Test
    void previousIsTheNewestGoodReleaseThatIsNotLive() {
        Head head = Head.first("AA==");
        for (int i = 0; i < 3; i++) {
            head = release(head, Outcome.SUCCEEDED);
        }
        head = release(head, Outcome.UNDONE);

        assertThat(head.previous().orElseThrow().revision()).isEqualTo(2);
        assertThat(head.markedBad(2, "it lost orders").previous().orElseThrow().revision())
                .isEqualTo(1);
        assertThat(head.markedBad(3, "bad").lastGood()).isEqualTo(2);
        assertThat(head.markedBad(3, "bad").live()).isEqualTo(3);
        assertThat(head.markedBad(4, "bad").lastGood()).isEqualTo(3);
    }

    @Test
    void afterAFailureThatStayedPreviousIsTheLiveOneOfTheRecord() {
        Head head = release(release(Head.first("AA=="), Outcome.SUCCEEDED), Outcome.NOT_UNDONE);

        assertThat(head.previous().orElseThrow().revision()).isEqualTo(1);
        assertThat(release(head, Outcome.SUCCEEDED).previous().orElseThrow().revision())
                .isEqualTo(1);
    }

    @Test
    void jobsAreRememberedAndTheOldestForgottenFirst() {
        Head head = Head.first("AA==");
        for (int i = 0; i < Head.REMEMBERED_JOBS + 5; i++) {
            head = head.withDoneJobs(java.util.List.of("Job.batch/n/job-" + i));
        }

        assertThat(head.doneJobs()).hasSize(Head.REMEMBERED_JOBS).doesNotContain("Job.batch/n/job-4");
    }

    @Test
    void theSetIsWidenedAndNarrowed() {
        Head head = Head.first("AA==")
                .widened(new ApplySetMembers(java.util.List.of("Service", "Deployment.apps"), java.util.List.of("b")))
                .widened(new ApplySetMembers(java.util.List.of("ConfigMap"), java.util.List.of()));

        assertThat(head.members().groupKinds()).containsExactly("ConfigMap", "Deployment.apps", "Service");
        assertThat(head.members().namespaces()).containsExactly("b");
        assertThat(head.narrowed(ApplySetMembers.none()).members().kinds()).isEmpty();
    }
}
