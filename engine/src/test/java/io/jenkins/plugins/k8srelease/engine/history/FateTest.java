package io.jenkins.plugins.k8srelease.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FateTest {

    private static final Holder MINE = new Holder("mine", "shop #1", "ci", null);
    private static final Holder OTHER = new Holder("other", "shop #2", "ci", null);
    private static final String NOW = "2026-01-01T10:00:00Z";

    private static Head claimed(Holder holder) {
        return Head.first("key").claimed("deploy", "digest", holder, NOW);
    }

    private static Revision ended(int number) {
        return new Revision(number, "deploy", Outcome.UNDONE, "broken", NOW, NOW, "shop #2", Map.of(), 1, null);
    }

    @Test
    void whatIsStillHeldIsRecognisedWithoutItsNumber() {
        assertThat(Fate.of(Optional.of(claimed(MINE)), "mine", 0))
                .isInstanceOfSatisfying(
                        Fate.Held.class, h -> assertThat(h.current().revision()).isEqualTo(1));
    }

    @Test
    void nothingWasBegunWhenSomebodyElseHasTheApplication() {
        assertThat(Fate.of(Optional.of(claimed(OTHER)), "mine", 0)).isInstanceOf(Fate.NotBegun.class);
        assertThat(Fate.of(Optional.empty(), "mine", 0)).isInstanceOf(Fate.NotBegun.class);
    }

    @Test
    void aTakeoverIsAStatedOutcome() {
        assertThat(Fate.of(Optional.of(claimed(MINE).takenOver(OTHER)), "mine", 1))
                .isInstanceOfSatisfying(Fate.Lost.class, l -> assertThat(l.sentence())
                        .contains("release 1 was taken over", "shop #2 on ci"));
        assertThat(Fate.of(Optional.of(claimed(MINE).takenOver(null)), "mine", 1))
                .isInstanceOfSatisfying(
                        Fate.Lost.class, l -> assertThat(l.sentence()).contains("given up by a person"));
    }

    @Test
    void whatEndedMeanwhileTellsHow() {
        Head later = claimed(MINE).ended(ended(1)).claimed("deploy", "digest", OTHER, NOW);
        assertThat(Fate.of(Optional.of(later), "mine", 1)).isInstanceOfSatisfying(Fate.Ended.class, e -> assertThat(
                        e.revision().outcome())
                .isEqualTo(Outcome.UNDONE));
    }

    @Test
    void whatNobodyRemembersIsSaidToBeForgotten() {
        assertThat(Fate.of(Optional.empty(), "mine", 3))
                .isInstanceOfSatisfying(
                        Fate.Lost.class, l -> assertThat(l.sentence()).contains("release 3 is not on record any more"));
    }
}
