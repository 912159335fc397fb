package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/**
 * The answer to "does this release fit". It holds for the moment of the snapshot: others may take the room in the meantime,
 * and then the server's own refusal is what counts.
 *
 * @param namespace where the release goes
 * @param strategy how pods are replaced
 * @param headroom share of quotas and nodes that was kept free
 * @param takenAt when the cluster was read
 * @param answer the answer
 * @param sentence the answer with its main reason, as one sentence
 * @param quotas every resource of every quota; empty without quotas
 * @param demand what the release's own pods take, by the names that quotas use, whatever quotas there are
 * @param workloads the workloads
 * @param nodes the nodes
 * @param shortages what is lacking, or what is waited for when the answer is tight
 * @param unknowns what could not be found out
 * @param warnings what does not change the answer but should be known
 * @param suggestions what would make it fit
 */
public record CapacityReport(
        String namespace,
        Strategy strategy,
        double headroom,
        Instant takenAt,
        Answer answer,
        String sentence,
        List<ResourceLine> quotas,
        List<ResourceLine> demand,
        List<WorkloadLine> workloads,
        NodeSummary nodes,
        List<Shortage> shortages,
        List<Unknown> unknowns,
        List<String> warnings,
        List<Suggestion> suggestions) {

    public CapacityReport {
        quotas = List.copyOf(quotas);
        demand = List.copyOf(demand);
        workloads = List.copyOf(workloads);
        shortages = List.copyOf(shortages);
        unknowns = List.copyOf(unknowns);
        warnings = List.copyOf(warnings);
        suggestions = List.copyOf(suggestions);
    }

    /** Exit code of the command line: 0 fits or tight, 1 does not fit, 4 unknown. */
    public int exitCode() {
        return switch (answer) {
            case FITS, TIGHT -> 0;
            case DOES_NOT_FIT -> 1;
            case UNKNOWN -> 4;
        };
    }

    /** The table for a terminal, with bars. */
    public String toText() {
        return new ReportText(this).render();
    }

    public String toMarkdown() {
        return ReportMarkdown.render(this);
    }

    /** What {@link #toJson()} writes. */
    public ObjectNode toTree() {
        return Json.tree(this);
    }

    /** For machines; quantities are written as Kubernetes writes them. */
    public String toJson() {
        return Json.write(this);
    }
}
