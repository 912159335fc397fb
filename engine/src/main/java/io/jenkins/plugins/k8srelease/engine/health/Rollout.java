package io.jenkins.plugins.k8srelease.engine.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Makes one verdict of how far a workload is and of what was found at its pods.
 *
 * @param progress how far it is: {@code 2 of 3 new pods ready}
 * @param fallback the reason when nothing was found
 * @param findings of the pods that must become ready and of their creation
 */
record Rollout(String progress, Reason fallback, List<Finding> findings) {

    Rollout {
        findings = findings.stream().sorted(Finding.MOST_TELLING).toList();
    }

    /** Failed as soon as one finding is past its tolerance, otherwise progressing until the next tolerance ends. */
    Verdict verdict(Instant now) {
        List<Finding> terminal =
                findings.stream().filter(f -> f.isTerminalAt(now)).toList();
        if (!terminal.isEmpty()) {
            return failed(terminal);
        }
        Optional<Instant> next =
                findings.stream().flatMap(f -> f.terminalFrom().stream()).min(Comparator.naturalOrder());
        Reason reason = findings.isEmpty() ? fallback : findings.get(0).reason();
        return Verdict.progressing(reason, line()).shownBy(findings).reconsideredAt(next);
    }

    /** Failed for a reason of the whole workload; what was found at its pods explains it. */
    Verdict failedAsAWhole(Reason reason, String why) {
        return Verdict.failed(reason, why + "; " + line()).shownBy(findings);
    }

    String line() {
        if (findings.isEmpty()) {
            return progress;
        }
        long others = findings.stream().map(Finding::object).distinct().count() - 1;
        return progress + "; waiting for " + findings.get(0).sentence() + more(others);
    }

    private Verdict failed(List<Finding> terminal) {
        Finding first = terminal.get(0);
        long others = terminal.stream()
                        .filter(f -> f.reason() == first.reason())
                        .map(Finding::object)
                        .distinct()
                        .count()
                - 1;
        List<Finding> ordered = new ArrayList<>(terminal);
        findings.stream().filter(f -> !terminal.contains(f)).forEach(ordered::add);
        return Verdict.failed(first.reason(), first.sentence() + more(others)).shownBy(ordered);
    }

    private static String more(long others) {
        return others <= 0 ? "" : " (and " + Texts.count(others, "other") + ")";
    }
}
