package io.jenkins.plugins.k8srelease.engine.capacity;

import java.util.List;

/**
 * What one side, quotas or nodes, says to a release.
 *
 * @param answer its answer
 * @param shortages what is lacking or waited for
 * @param unknowns what it could not find out
 * @param warnings what does not change the answer
 */
record Finding(Answer answer, List<Shortage> shortages, List<Unknown> unknowns, List<String> warnings) {

    Finding {
        shortages = List.copyOf(shortages);
        unknowns = List.copyOf(unknowns);
        warnings = List.copyOf(warnings);
    }

    static Finding of(Answer answer) {
        return new Finding(answer, List.of(), List.of(), List.of());
    }
}
