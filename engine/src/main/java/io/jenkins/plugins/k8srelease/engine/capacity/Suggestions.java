package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What would make a release fit; each way is tried before it is named. */
final class Suggestions {

    private final CapacityRequest request;
    private final CapacitySnapshot snapshot;
    private final CapacityReport report;
    private final boolean nodesAreKnown;
    private final Answer now;
    private final List<Suggestion> offers = new ArrayList<>();

    private Suggestions(CapacityRequest request, CapacitySnapshot snapshot, CapacityReport report) {
        this.request = request;
        this.snapshot = snapshot;
        this.report = report;
        // Where nodes cannot be judged, a way out is one as to quotas.
        this.nodesAreKnown = NodeReading.missing(snapshot).isEmpty();
        this.now = nodesAreKnown
                ? report.answer()
                : CapacityCheck.judge(request, snapshot, false).answer();
    }

    static List<Suggestion> of(CapacityRequest request, CapacitySnapshot snapshot, CapacityReport report) {
        return new Suggestions(request, snapshot, report).all();
    }

    private List<Suggestion> all() {
        boolean rolls = rolls(request);
        if (request.strategy() == Strategy.BLUE_GREEN) {
            offer(
                    request.withWaves(request.waves(), Strategy.ROLLING),
                    "release with the strategy rolling in place of blue-green");
        } else if (request.strategy() == Strategy.ROLLING && rolls) {
            offer(
                    request.withWaves(withSurge(request, 1, -1), Strategy.ROLLING),
                    "set maxSurge to 1, so that one more pod of a Deployment is there at a time");
            if (offers.isEmpty()) {
                offer(
                        request.withWaves(withSurge(request, 0, 1), Strategy.ROLLING),
                        "set maxSurge to 0 and maxUnavailable to 1, so that one pod less serves while it lasts");
            }
        }
        if (offers.isEmpty() && request.strategy() != Strategy.RECREATE && rolls) {
            offer(
                    request.withWaves(request.waves(), Strategy.RECREATE),
                    "release with the strategy recreate, with an interruption");
        }
        String more = report.quotas().stream()
                .filter(ResourceLine::isOver)
                .map(row -> ask(row, request.headroom()) + " " + row.resource() + " in quota " + row.quota()
                        + minimum(row, report, request))
                .collect(Collectors.joining(", and for "));
        if (!more.isEmpty()) {
            offers.add(new Suggestion("ask for " + more, Answer.FITS));
        }
        return offers;
    }

    private void offer(CapacityRequest variant, String text) {
        Answer answer = CapacityCheck.judge(variant, snapshot, nodesAreKnown).answer();
        if (answer.compareTo(now) < 0) {
            offers.add(new Suggestion(text, answer));
        }
    }

    /** The limit with which nothing waits and the headroom stays free. */
    private static Quantity ask(ResourceLine row, double headroom) {
        if (headroom == 0) {
            return row.peak();
        }
        var scaled = row.peak()
                .amount()
                .divide(
                        java.math.BigDecimal.ONE.subtract(java.math.BigDecimal.valueOf(headroom)),
                        ResourceNames.isWhole(row.resource()) ? 0 : 3,
                        java.math.RoundingMode.UP);
        return Quantity.of(scaled, row.peak().format());
    }

    /** The limit with which it completes, when that is less. */
    private static String minimum(ResourceLine row, CapacityReport report, CapacityRequest request) {
        if (request.headroom() > 0) {
            return "";
        }
        return report.shortages().stream()
                .filter(s -> report.answer() == Answer.DOES_NOT_FIT
                        && s.where().equals("quota " + row.quota())
                        && s.resource().equals(row.resource()))
                .map(s -> row.hard().plus(s.shortBy()))
                .filter(least -> least.compareTo(row.peak()) < 0)
                .map(least -> "; with " + least + " it would complete, but slower")
                .findFirst()
                .orElse("");
    }

    private static boolean rolls(CapacityRequest request) {
        return request.waves().stream()
                .flatMap(List::stream)
                .anyMatch(o -> o.groupKind().toString().equals("Deployment.apps")
                        && !o.text("spec", "strategy", "type").equals("Recreate"));
    }

    /** The waves with another surge in every Deployment; a negative number leaves a field as it is. */
    private static List<List<KubeObject>> withSurge(CapacityRequest request, int surge, int unavailable) {
        return request.waves().stream()
                .map(wave -> wave.stream()
                        .map(o -> o.groupKind().toString().equals("Deployment.apps")
                                        && !o.text("spec", "strategy", "type").equals("Recreate")
                                ? withSurge(o, surge, unavailable)
                                : o)
                        .toList())
                .toList();
    }

    private static KubeObject withSurge(KubeObject deployment, int surge, int unavailable) {
        ObjectNode changed = deployment.copy();
        ObjectNode rolling = changed.withObjectProperty("spec")
                .withObjectProperty("strategy")
                .withObjectProperty("rollingUpdate");
        if (surge >= 0) {
            rolling.put("maxSurge", surge);
        }
        if (unavailable >= 0) {
            rolling.put("maxUnavailable", unavailable);
        }
        return new KubeObject(changed);
    }
}
