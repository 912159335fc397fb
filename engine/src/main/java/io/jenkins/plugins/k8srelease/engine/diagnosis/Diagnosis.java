package io.jenkins.plugins.k8srelease.engine.diagnosis;

import java.util.List;

/**
 * Why something failed.
 *
 * @param cause one sentence
 * @param hint what to do next, one or two sentences; empty when nothing can be said
 * @param evidence what shows it, the most telling first
 */
public record Diagnosis(String cause, String hint, List<Evidence> evidence) {

    public Diagnosis {
        evidence = List.copyOf(evidence);
    }
}
