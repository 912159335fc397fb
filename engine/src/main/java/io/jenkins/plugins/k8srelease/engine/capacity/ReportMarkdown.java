package io.jenkins.plugins.k8srelease.engine.capacity;

import java.util.List;

/** Writes a report as Markdown, for a build summary or a pull request. */
final class ReportMarkdown {

    private ReportMarkdown() {}

    static String render(CapacityReport report) {
        StringBuilder out = new StringBuilder("**").append(report.sentence()).append("**\n\n");
        TextTable quotas = new TextTable("quota", "resource", "now", "peak", "after", "hard", "at the peak");
        report.quotas()
                .forEach(r -> quotas.row(
                        r.quota(), r.resource(), r.now(), r.peak(), r.after(), r.hard(), ReportText.moment(r)));
        TextTable demand = new TextTable("demand", "now", "peak", "after");
        report.demand().forEach(r -> demand.row(r.resource(), r.now(), r.peak(), r.after()));
        TextTable workloads = new TextTable("workload", "pods now", "peak", "after", "one pod requests", "limits");
        report.workloads()
                .forEach(w -> workloads.row(
                        w.workload().shortName(),
                        w.podsNow(),
                        w.podsPeak(),
                        w.podsAfter(),
                        ReportText.amounts(w.perPod()),
                        ReportText.amounts(w.perPodLimits())));
        for (TextTable table : List.of(quotas.isEmpty() ? demand : quotas, workloads)) {
            if (!table.isEmpty()) {
                out.append(table.markdown()).append('\n');
            }
        }
        list(
                out,
                report.answer() == Answer.DOES_NOT_FIT ? "Lacking" : "Waiting",
                report.shortages().stream().map(Shortage::text).toList());
        list(out, "Not known", report.unknowns().stream().map(Unknown::toString).toList());
        list(out, "Warnings", report.warnings());
        list(
                out,
                "What would help",
                report.suggestions().stream().map(Suggestion::toString).toList());
        return out.toString();
    }

    private static void list(StringBuilder out, String head, List<String> lines) {
        if (!lines.isEmpty()) {
            out.append(head).append(":\n\n");
            lines.forEach(l -> out.append("- ").append(l).append('\n'));
            out.append('\n');
        }
    }
}
