package io.jenkins.plugins.k8srelease.engine.capacity;

import java.util.ArrayList;
import java.util.List;

/** Answers whether a release fits. A pure function: nothing is asked of a cluster, nothing is remembered. */
public final class CapacityCheck {

    private CapacityCheck() {}

    /**
     * Judges a release against what was read.
     *
     * @throws IllegalArgumentException when an object of the release is not what its kind should be, such as a quantity that
     *     is none
     */
    public static CapacityReport check(CapacityRequest request, CapacitySnapshot snapshot) {
        CapacityReport report = judge(request, snapshot, request.asksNodes());
        if (report.answer() == Answer.FITS) {
            return report;
        }
        List<Suggestion> suggestions = Suggestions.of(request, snapshot, report);
        return new CapacityReport(
                report.namespace(),
                report.strategy(),
                report.headroom(),
                report.takenAt(),
                report.answer(),
                report.sentence(),
                report.quotas(),
                report.demand(),
                report.workloads(),
                report.nodes(),
                report.shortages(),
                report.unknowns(),
                report.warnings(),
                suggestions);
    }

    /**
     * The answer without suggestions.
     *
     * @param withNodes false for what the quotas say alone
     */
    static CapacityReport judge(CapacityRequest request, CapacitySnapshot snapshot, boolean withNodes) {
        ReleasePlan plan = ReleasePlan.of(request, snapshot);
        QuotaJudge quotaJudge = new QuotaJudge(request, snapshot, plan);
        Finding quotas = quotaJudge.judge();
        Finding nodes = withNodes ? new NodeJudge(request, snapshot, plan).judge() : Finding.of(Answer.FITS);
        Answer answer = quotas.answer().and(nodes.answer());
        List<Unknown> unknowns = new ArrayList<>(plan.unknowns());
        unknowns.addAll(quotas.unknowns());
        unknowns.addAll(nodes.unknowns());
        if (quotas.answer() == Answer.TIGHT && nodes.answer() == Answer.TIGHT && request.nodesFixed()) {
            // Each alone lets the release through; whether both together do has to be tried.
            answer = together(plan, quotaJudge.ledger(), unknowns);
        }
        if (!unknowns.isEmpty()) {
            answer = answer.and(Answer.UNKNOWN);
        }
        List<Shortage> shortages = new ArrayList<>(quotas.shortages());
        shortages.addAll(nodes.shortages());
        List<String> warnings = new ArrayList<>(quotas.warnings());
        warnings.addAll(nodes.warnings());
        return new CapacityReport(
                request.namespace(),
                request.strategy(),
                request.headroom(),
                snapshot.takenAt(),
                answer,
                sentence(answer, request, quotas, nodes, unknowns, shortages),
                quotaJudge.rows(),
                Demand.of(plan),
                WorkloadLines.of(request, snapshot, plan),
                NodeSummary.of(plan.nodes(), nodes.answer()),
                shortages,
                unknowns,
                warnings,
                List.of());
    }

    private static Answer together(ReleasePlan plan, QuotaLedger ledger, List<Unknown> unknowns) {
        for (Playthrough.Way way : Playthrough.Way.all(true)) {
            if (!new Playthrough(way, false, false)
                    .run(plan, ledger, plan.nodes())
                    .isComplete()) {
                unknowns.add(
                        new Unknown(
                                "quotas and nodes together",
                                "each has just enough room, and whether the release gets through depends on which pod comes first"));
                return Answer.UNKNOWN;
            }
        }
        return Answer.TIGHT;
    }

    private static String sentence(
            Answer answer,
            CapacityRequest request,
            Finding quotas,
            Finding nodes,
            List<Unknown> unknowns,
            List<Shortage> shortages) {
        String release = "The " + request.strategy() + " release to namespace " + request.namespace();
        return switch (answer) {
            case FITS -> release + (request.asksNodes() ? " fits." : " fits as to quotas; nodes were not asked.");
            case TIGHT ->
                release + " fits only just: "
                        + (shortages.isEmpty()
                                ? String.join("; ", nodes.warnings())
                                : shortages.get(0).text()) + ".";
            case UNKNOWN ->
                unknowns.equals(nodes.unknowns())
                        ? release + " " + quotas.answer().verb() + " as to quotas; whether the nodes have room for it"
                                + " is not known: " + unknowns.get(0) + "."
                        : "It cannot be said whether the " + request.strategy() + " release to namespace "
                                + request.namespace() + " fits: "
                                + (unknowns.isEmpty() ? "" : unknowns.get(0).toString()) + ".";
            case DOES_NOT_FIT ->
                release + " does not fit: "
                        + (quotas.answer() == Answer.DOES_NOT_FIT ? quotas : nodes)
                                .shortages().stream()
                                        .map(Shortage::text)
                                        .findFirst()
                                        .orElse("")
                        + ".";
        };
    }
}
