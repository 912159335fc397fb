package io.jenkins.plugins.k8srelease.engine.capacity;

import java.util.List;

/** Writes what manifests ask for as a table for a terminal and as Markdown. */
final class ResourcesText {

    private static final List<String> NAMES = List.of("requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

    private ResourcesText() {}

    static String text(ResourcesReport report) {
        StringBuilder out = new StringBuilder();
        out.append(workloads(report).text()).append('\n');
        if (!report.claims().isEmpty()) {
            out.append(claims(report).text()).append('\n');
        }
        out.append(moments(report).text()).append('\n');
        report.quotas().forEach(q -> out.append(q).append('\n'));
        return out.toString();
    }

    static String markdown(ResourcesReport report) {
        StringBuilder out = new StringBuilder();
        out.append("By workload (one pod, and all of its pods together):\n\n")
                .append(workloads(report).markdown());
        if (!report.claims().isEmpty()) {
            out.append("\nStorage:\n\n").append(claims(report).markdown());
        }
        out.append("\nIn all");
        report.cluster().ifPresent(c -> out.append(", and as a share of ").append(c));
        out.append(":\n\n").append(moments(report).markdown());
        if (!report.quotas().isEmpty()) {
            out.append('\n');
            report.quotas().forEach(q -> out.append("- ").append(q).append('\n'));
        }
        return out.toString();
    }

    private static TextTable workloads(ResourcesReport report) {
        TextTable table = new TextTable(
                "workload",
                "tier",
                "pods",
                "cpu requested",
                "cpu limit",
                "memory requested",
                "memory limit",
                "autoscaler at most");
        for (ResourcesReport.Line w : report.workloads()) {
            table.row(
                    w.kind() + " " + w.name(),
                    w.tier(),
                    w.replicas(),
                    both(w.requests(), w.totalRequests(), ResourceNames.CPU),
                    both(w.limits(), w.totalLimits(), ResourceNames.CPU),
                    both(w.requests(), w.totalRequests(), ResourceNames.MEMORY),
                    both(w.limits(), w.totalLimits(), ResourceNames.MEMORY),
                    w.maximum() == 0 ? "" : w.maximum() + " pods");
        }
        return table;
    }

    private static String both(Resources one, Resources all, String name) {
        if (!one.has(name)) {
            return "none";
        }
        return one.get(name).equals(all.get(name))
                ? one.get(name).toString()
                : one.get(name) + ", " + all.get(name) + " in all";
    }

    private static TextTable claims(ResourcesReport report) {
        TextTable table = new TextTable("claim", "storage");
        report.claims().forEach(table::row);
        return table.row("in all", report.storage());
    }

    private static TextTable moments(ResourcesReport report) {
        TextTable table =
                new TextTable("when", "pods", "cpu requested", "memory requested", "cpu limits", "memory limits");
        add(table, report, "nothing is released", report.running());
        add(table, report, "rolling release, at the peak", report.rolling());
        if (!report.rollingStopping().equals(report.rolling())) {
            add(table, report, "the same, old pods still stopping", report.rollingStopping());
        }
        add(table, report, "blue-green release, both colours up", report.blueGreen());
        if (!report.atMaximum().equals(report.running())) {
            add(table, report, "autoscalers at their maximum", report.atMaximum());
        }
        return table;
    }

    private static void add(TextTable table, ResourcesReport report, String when, Resources sum) {
        table.row(
                when,
                sum.get(ResourceNames.PODS),
                cell(report, sum, NAMES.get(0)),
                cell(report, sum, NAMES.get(1)),
                cell(report, sum, NAMES.get(2)),
                cell(report, sum, NAMES.get(3)));
    }

    private static String cell(ResourcesReport report, Resources sum, String name) {
        double share = name.endsWith("cpu") ? report.shareOfCpu(sum, name) : report.shareOfMemory(sum, name);
        String amount = sum.get(name).toString();
        return Double.isNaN(share) ? amount : amount + " (" + Math.round(share) + " %)";
    }
}
