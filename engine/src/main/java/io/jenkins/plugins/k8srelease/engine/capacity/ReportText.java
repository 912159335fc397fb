package io.jenkins.plugins.k8srelease.engine.capacity;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a report for a terminal. */
final class ReportText {

    private final CapacityReport report;
    private final StringBuilder out = new StringBuilder();

    ReportText(CapacityReport report) {
        this.report = report;
    }

    String render() {
        out.append(report.sentence()).append("\n\n");
        quotas();
        workloads();
        nodes();
        list(
                "Lacking:",
                report.answer() == Answer.DOES_NOT_FIT,
                report.shortages().stream().map(Shortage::text).toList());
        list(
                "Waiting:",
                report.answer() != Answer.DOES_NOT_FIT,
                report.shortages().stream().map(Shortage::text).toList());
        list(
                "Not known:",
                true,
                report.unknowns().stream().map(Unknown::toString).toList());
        list("Warnings:", true, report.warnings());
        list(
                "What would help:",
                true,
                report.suggestions().stream().map(Suggestion::toString).toList());
        return out.toString();
    }

    private void quotas() {
        Map<String, TextTable> tables = new TreeMap<>();
        for (ResourceLine row : report.quotas()) {
            tables.computeIfAbsent(
                            row.quota(),
                            q -> new TextTable(
                                    "quota " + q, "now", "peak", "of it stopping", "after", "hard", "", "at the peak"))
                    .row(
                            row.resource(),
                            row.now(),
                            row.peak(),
                            row.stopping(),
                            row.after(),
                            row.hard(),
                            Bar.of(row.now(), row.peak(), row.hard()),
                            moment(row));
        }
        tables.values().forEach(t -> out.append(t.text()).append('\n'));
        if (tables.isEmpty()) {
            TextTable table = new TextTable("demand", "now", "peak", "of it stopping", "after", "at the peak");
            report.demand()
                    .forEach(row ->
                            table.row(row.resource(), row.now(), row.peak(), row.stopping(), row.after(), moment(row)));
            out.append(table.text()).append('\n');
        }
    }

    static String moment(ResourceLine row) {
        if (row.peak().equals(row.now()) && !row.isOver()) {
            return "";
        }
        return row.wave() + (row.isOver() ? ", over by " + row.over() : "");
    }

    private void workloads() {
        TextTable table = new TextTable(
                "workload", "wave", "pods now", "peak", "after", "one pod requests", "limits", "autoscaler at most");
        for (WorkloadLine w : report.workloads()) {
            table.row(
                    w.workload().shortName(),
                    w.wave(),
                    w.podsNow(),
                    w.podsPeak(),
                    w.podsAfter(),
                    amounts(w.perPod()),
                    amounts(w.perPodLimits()),
                    w.autoscalerMaximum() == 0 ? "" : w.autoscalerMaximum() + " pods, " + amounts(w.atMaximum()));
        }
        if (!table.isEmpty()) {
            out.append(table.text()).append('\n');
        }
    }

    static String amounts(Resources resources) {
        StringBuilder text = new StringBuilder();
        resources.amounts().forEach((name, amount) -> {
            if (!amount.isZero()) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(amount)
                        .append(' ')
                        .append(name);
            }
        });
        return text.isEmpty() ? "nothing" : text.toString();
    }

    private void nodes() {
        NodeSummary n = report.nodes();
        if (n.nodes() == 0) {
            return;
        }
        out.append(n.nodes())
                .append(n.nodes() == 1 ? " node" : " nodes")
                .append(" with ")
                .append(amounts(n.allocatable()))
                .append("; other pods request ")
                .append(amounts(n.requested()))
                .append("; the release ")
                .append(n.answer().verb())
                .append(".\n\n");
    }

    private void list(String head, boolean wanted, List<String> lines) {
        if (wanted && !lines.isEmpty()) {
            out.append(head).append('\n');
            lines.forEach(l -> out.append("  - ").append(l).append('\n'));
        }
    }
}
